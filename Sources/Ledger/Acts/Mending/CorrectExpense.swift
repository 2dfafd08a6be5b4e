/// Corrects an expense or a bill: it is reversed, and the right one is recorded in its place.
package struct CorrectExpense: Act {
  package static let words = ["correct"]
  package static let fields: [ActField] = [
    .organization,
    .entry("Which expense or bill (the latest are listed; any other by its number or key)") {
      $0.draft.kind == .expense
    },
    .needed("reason", "What was wrong", .text),
    right("amount", "The right amount", .money) { $0.amount.grouped },
    right("line", "The right budget line", .code(.budgetLine)) { $0.budgetLine ?? "none" },
    right("memo", "What it was for", .text) { $0.memo ?? "nothing" },
    ActField("award", "The right award", .code(.award)), ActField("account", "The right account", .code(.account)),
    ActField("payee", "Who is paid", .code(.party)),
    ActField("service-date", "The right day of the service, or its first day", .day(.past)),
    ActField("service-through", "The right last day of the service", .day(.past)),
    ActField("date", "The right day that it counts", .day(.past)),
  ]

  /// What is to be corrected: empty where it was right. Not asked where the values name what was wrong.
  private static func right(
    _ name: String, _ label: String, _ kind: ActField.Kind, _ now: @escaping @Sendable (EntryLine) -> String
  ) -> ActField {
    var field = ActField(name, label, kind)
    field.mayBeEmpty = true
    field.now = { values, books in
      guard let typed = values["entry"] else { return nil }
      let entry = try books.entry(typed, of: values.organization(books))
      return (try? entry.refundableLine()).map(now)
    }
    field.isAsked = { values, _ in !values.has("award", "account", "payee", "service-date", "service-through") }
    return field
  }

  package let organization: Organization
  /// What was wrong.
  package let wrong: RecordedEntry
  /// What is right of it.
  package let change: ExpenseChange
  package let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("award"), !values.has("line") {
      reader.object(to: "line", "nothing is given", nextStep: "say the line of the award")
    }
    let organization = try reader.organization(books)
    let wrong = try reader.read("entry") { typed in try organization.map { try books.entry(typed, of: $0) } }
    if let wrong, let organization { try Self.requireCorrectable(wrong, organization, books) }
    var change = ExpenseChange()
    change.amount = try reader.money("amount")
    change.date = try reader.day("date")
    change.payee = try reader.read("payee") { typed in try organization.map { try books.party(typed, of: $0).code } }
    change.memo = values["memo"]
    let first = try reader.day("service-date")
    let last = try reader.day("service-through")
    change.service = try reader.keep("service-date") { try wrong.flatMap { try Self.service(of: $0, first, last) } }
    if change.date == nil, !values.has("date"), let wrong, let organization, let service = change.service {
      change.date = try reader.keep("service-date") { try Self.day(of: wrong, following: service, organization, books) }
    }
    let award = try reader.read("award") { typed in
      let award = try books.award(typed)
      guard award.organization.id == organization?.id else {
        throw Refusal(
          "award \(award.reference) belongs to another organization than entry \(wrong?.number ?? 0)",
          nextStep: "undo the entry, and record the cost there")
      }
      return award
    }
    let account = try reader.read("account") { typed in try organization.map { try books.account(typed, of: $0) } }
    if values.has("award") == (award != nil), values.has("account") == (account != nil) {
      change.bearer = try reader.keep("line") {
        guard let wrong, let organization, values.has("award", "line", "account") else { return nil }
        return try Self.bearer(of: wrong, award, values["line"], account, change.service, organization, books)
      }
    }
    if let wrong, let organization, let bearer = change.bearer {
      // What the command had said of the wrong line by itself, it says of the right one.
      let old = try wrong.refundableLine()
      if old.memo == nil, try Self.subject(of: old, organization, books) == wrong.draft.description {
        change.subject = try Self.subject(of: bearer, organization, books)
      }
    }
    try reader.finish()
    guard let organization, let wrong, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.wrong, self.change, self.reason) = (organization, wrong, change, reason)
  }

  private static func requireCorrectable(
    _ wrong: RecordedEntry, _ organization: Organization, _ books: borrowing Books
  ) throws {
    guard wrong.draft.kind == .expense else {
      throw Refusal(
        "entry \(wrong.number) is neither an expense nor a bill: it is not corrected in place",
        nextStep:
          "undo it and record the right one: ledgerctl undo \(wrong.number) --org \(organization.code) --reason ...")
    }
    guard let reversedBy = wrong.reversedBy else {
      try books.requireNoProposal(changing: wrong, of: organization)
      try books.requireNoReclass(of: wrong, organization)
      return try books.requireNoRefunds(of: wrong, organization)
    }
    let instead = try books.standingCorrection(of: wrong.number, organization)
    throw ActConflict(
      cause: "entry \(wrong.number) was reversed by entry \(reversedBy)",
      nextStep: instead.map {
        "entry \($0) stands in its place: ledgerctl correct \($0) --org \(organization.code) --reason ..."
      } ?? "nothing stands in its place: record the right one as a new entry", code: "23505")
  }

  /// The day that the right cost counts, which goes with that of its service; nil where it stays, as where the month of either is closed, or what
  /// had settled it was undone later.
  private static func day(
    of wrong: RecordedEntry, following service: DayWindow, _ organization: Organization, _ books: borrowing Books
  ) throws -> Day? {
    guard let day = try wrong.dayFollowing(service),
      let turned = try books.reversalDay(ofEntry: wrong.number, of: organization), turned.day == wrong.draft.date
    else { return nil }
    let closed = try books.closedThrough(of: organization)
    return closed.map { day <= $0 } ?? false ? nil : day
  }

  /// What an expense of a line says where nobody said what it was for.
  private static func subject(of line: EntryLine, _ organization: Organization, _ books: borrowing Books) throws
    -> String
  {
    guard let award = line.award else { return try books.account(line.account, of: organization).name }
    return try line.budgetLine.map { try books.award("\(organization.code)/\(award)").line($0).name }
      ?? Expense.onNoLine
  }

  private static func service(of wrong: RecordedEntry, _ first: Day?, _ last: Day?) throws -> DayWindow? {
    guard first != nil || last != nil else { return nil }
    let old = try wrong.refundableLine().service
    guard let from = first ?? old?.from, let through = last ?? (first == nil ? old?.through : first) else { return nil }
    return try DayWindow(from: from, through: through)
  }

  /// The line that bears the right cost, where award, line or account are named.
  private static func bearer(
    of wrong: RecordedEntry, _ named: Award?, _ line: String?, _ account: Account?, _ service: DayWindow?,
    _ organization: Organization, _ books: borrowing Books
  ) throws -> EntryLine {
    let old = try wrong.refundableLine()
    guard let award = try named ?? old.award.map({ try books.award("\(organization.code)/\($0)") }) else {
      guard let account, line == nil else {
        throw Refusal("a budget line belongs to an award", nextStep: "name the award with --award")
      }
      var new = old
      new.account = account.code
      return new
    }
    let right = try (line ?? old.budgetLine).map { try award.line($0) }
    let days = try service ?? old.service ?? DayWindow(from: wrong.draft.date, through: wrong.draft.date)
    let expense = Expense(
      amount: old.amount, date: wrong.draft.date, service: days, payee: old.party ?? "", paidFrom: .bank, key: "")
    return try expense.entry(award: award, line: right, account: account).lines[0]
  }
}

/// A correction as it is recorded.
package struct PreparedCorrection: Sendable {
  /// The day that the wrong entry is turned on.
  package let on: ReversalDay
  /// The entry that stands in its place.
  package let right: EntryDraft
  /// Of one that is paid, and whose payment stays as it is, the entry that moves its cost instead; nil elsewhere.
  package let reclass: EntryDraft?
}

extension CorrectExpense {
  /// What is recorded of it. Of a closed month nothing moves, nor before what had settled the wrong entry was undone: both halves count on one day
  /// then, so that no other month shows one of them alone. Throws `Refusal` where nothing changes, or what is right cannot be told.
  package func prepared(_ books: borrowing Books) throws -> PreparedCorrection {
    var change = change
    var on = try books.reversalDay(ofEntry: wrong.number, of: organization) ?? ReversalDay(named: wrong.draft.date)
    if on.closed != nil || on.heldUntil != nil {
      if let named = change.date { on = ReversalDay(named: named) } else { change.date = on.day }
    }
    let right = try wrong.corrected(change, key: Self.unusedKey())
    var reclass: EntryDraft?
    if try books.isSettled(wrong, of: organization) {
      let key = try books.standing(EventKey(["cost-moved", "\(wrong.number)"]), of: organization).nextKey
      // The bill keeps its words: its cost alone moves.
      change.subject = nil
      reclass = wrong.reclassed(to: try wrong.corrected(change, key: right.key), on: on.day, reason: reason, key: key)
    }
    return PreparedCorrection(on: on, right: right, reclass: reclass)
  }

  /// A key nobody has used: the two halves are known by the entry that they correct.
  private static func unusedKey() -> String {
    var source = SystemRandomNumberGenerator()
    return "correct:" + String(UInt128.random(in: 0...UInt128.max, using: &source), radix: 36)
  }
}

extension Books {
  /// The entry that stands in the place of a corrected one; nil where none does, as after that was undone.
  fileprivate func standingCorrection(of number: Int64, _ organization: Organization) throws -> Int64? {
    try connection.execute("select ledger.standing_correction(\(organization.id), \(number)) as id").only {
      try $0.int64OrNil("id")
    }
  }

  /// The entry that reclassified the cost of one that was paid, and stands; nil where none did.
  package func standingReclass(of entry: RecordedEntry, _ organization: Organization) throws -> RecordedEntry? {
    try standing(entry.reclassedBy, organization)
  }

  /// The first of these entries that stands.
  private func standing(_ numbers: [Int64], _ organization: Organization) throws -> RecordedEntry? {
    for number in numbers {
      let entry = try entry("\(number)", of: organization)
      if entry.reversedBy == nil { return entry }
    }
    return nil
  }

  /// Throws `ActConflict` where money of an entry came back, and stands: its cost would change, and what came back would not, or be lost with it.
  fileprivate func requireNoRefunds(of entry: RecordedEntry, _ organization: Organization) throws {
    guard let refund = try standing(entry.refundedBy, organization) else { return }
    throw ActConflict(
      cause: "entry \(refund.number) gave back money of entry \(entry.number), and stands",
      nextStep:
        "undo it first: ledgerctl undo \(refund.number) --org \(organization.code) --reason ...\n  Correct the cost then, and record what came back again: it goes to the line that bears the cost then"
    )
  }

  /// Throws `ActConflict` where another entry reclassified the cost of one that was paid, and stands: what would undo or correct it, would do so on
  /// the line that bears it no more.
  package func requireNoReclass(of entry: RecordedEntry, _ organization: Organization) throws {
    guard let reclass = try standingReclass(of: entry, organization) else { return }
    throw ActConflict(
      cause: "entry \(reclass.number) moved the cost of entry \(entry.number) already, to another line, and stands",
      nextStep: "undo that first: ledgerctl undo \(reclass.number) --org \(organization.code) --reason ...")
  }
}
