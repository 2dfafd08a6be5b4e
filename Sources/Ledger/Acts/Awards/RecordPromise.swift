/// Records the promise of an unconditional award, in installments where it is paid in parts.
package struct RecordPromise: EventAct {
  package static let words = ["award", "promise"]
  package static let fields: [ActField] =
    [
      .award("Which award was promised"), .countingDay("date", "Day of the award letter"),
      ActField("amount", "Amount promised; defaults to the whole award", .money),
      .repeated("installment", "A part of it: the day that it is due, and its amount", .text), later,
      ActField("memo", "Description", .text),
    ] + .named

  /// What the award letter says of installments that are due in a later fiscal year than the promise.
  enum LaterInstallments: String, CaseIterable {
    /// Each is for the time from the day that it is due.
    case timeRestricted = "time-restricted"
    /// They are to support the year of the promise.
    case thisYear = "this-year"
  }

  private static var later: ActField {
    var field = ActField.word(
      "later-installments", "Whether the letter shows that what is due in a later fiscal year supports this one",
      [
        (
          LaterInstallments.timeRestricted.rawValue,
          "no: nothing of it is released before the day that it is due or received"
        ),
        (LaterInstallments.thisYear.rawValue, "yes: it supports the fiscal year of the letter"),
      ])
    field.isAskedAlone = true
    field.isAsked = { values, books in
      guard let date = values["date"].flatMap({ try? Day(parsing: $0) }) else { return false }
      let yearEnd = try values.organization(books).fiscalYear(of: date).through
      return values.all("installment").contains { ((try? Installment(typed: $0))?.due ?? yearEnd) > yearEnd }
    }
    return field
  }

  package let award: Award
  package let key: String?
  private let amount: Money
  private let date: Day
  private let installments: [Installment]
  private let memo: String?

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let date = try reader.day("date")
    let amount = try reader.money("amount")
    var parts: [Installment] = []
    for typed in values.all("installment") {
      if let part = try reader.keep("installment", { try Installment(typed: typed) }) { parts.append(part) }
    }
    let later = try reader.choice("later-installments", LaterInstallments.self)
    if let award, let date, !values.has("later-installments") || later != nil {
      parts = Self.restricted(parts, later, after: award.organization.fiscalYear(of: date).through, &reader)
    }
    try reader.finish()
    guard let award, let date else { preconditionFailure("a fault was kept") }
    (self.award, self.date, self.amount, installments) = (award, date, amount ?? award.amount, parts)
    (memo, key) = (values["memo"], values["key"])
  }

  /// The installments by day, each with whether it is restricted by time: those due after the fiscal year of the promise as the letter says.
  private static func restricted(
    _ parts: [Installment], _ said: LaterInstallments?, after yearEnd: Day, _ reader: inout ActReader
  ) -> [Installment] {
    let later = parts.filter { $0.due > yearEnd }
    if later.isEmpty, said != nil {
      reader.object(
        to: "later-installments", "it is about installments due after \(yearEnd), and none is",
        nextStep: "leave it out, or check the days of --installment")
    }
    if !later.isEmpty, said == nil {
      reader.object(
        to: "later-installments",
        "\(later.map(\.amount).total().grouped) of the promise is due after \(yearEnd), the end of the fiscal year of its letter, and nothing is said of it",
        nextStep: """
          read the letter. Where it shows that the money supports the current fiscal year: --later-installments this-year.
            Otherwise: --later-installments time-restricted; nothing of it is released before the day that it is due or, where it comes earlier, is received
          """)
    }
    return parts.sorted { $0.due < $1.due }.map {
      Installment(
        due: $0.due, amount: $0.amount,
        isTimeRestricted: $0.due > yearEnd ? said.map { $0 == .timeRestricted } : false)
    }
  }

  package var event: EventKey {
    EventKey(["promise", award.code, "\(date)", "\(amount)"], rest: [memo] + installments.map(\.said))
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    let draft = try award.promiseEntry(amount, on: date, key: key, memo: memo)
    let posted =
      installments.isEmpty
      ? try books.post(draft, to: organization)
      : try books.record([draft], as: .promise, installments: installments, to: organization)[0]
    let parts =
      installments.last.map { " in \(installments.count) installments, the last on \($0.due)" } ?? ""
    return ActReport(
      posted, "promise of \(amount.grouped) for \(award.code)\(parts)",
      notes: installments.filter { $0.isTimeRestricted == true }.map {
        "\($0.amount.grouped) of it is restricted by time until \($0.due)."
      }, look: EntryLook(draft))
  }
}

extension Installment {
  /// Reads a part of a promise: its day and its amount, `2022-01-15 12,500.00`.
  init(typed text: String) throws {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw Refusal(
        "‹\(VisibleText.escaped(text))› is not an installment",
        nextStep: "write day and amount: \"2022-01-15 12,500.00\"")
    }
    let amount = try Money(typed: parts[1])
    guard amount > .zero else { throw Refusal("an installment is more than zero", nextStep: "write what is due") }
    self.init(due: try Day(parsing: parts[0]), amount: amount)
  }
}
