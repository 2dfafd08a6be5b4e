/// Releases donor restrictions of an award because time came or something was bought, or the funder lifted them.
package struct ReleaseRestriction: EventAct {
  package static let words = ["award", "release"]
  package static let fields: [ActField] =
    [
      .award("Which award"), .needed("amount", "The amount released", .money),
      .word(
        "for", "What released it",
        [
          (ReleasePurpose.time.rawValue, "the time came to which it was restricted"),
          (ReleasePurpose.equipment.rawValue, "land, a building or equipment was bought"),
          (ReleasePurpose.lifted.rawValue, "the funder lifted the restriction"),
        ]
      ).always,
      .countingDay("date", "Day it was released"), .needed("reason", "Why, and how it is known", .text),
    ] + .named

  package let award: Award
  package let key: String?
  private let amount: Money
  private let purpose: ReleasePurpose
  private let date: Day
  private let reason: String

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let amount = try reader.money("amount")
    let purpose = try reader.choice("for", ReleasePurpose.self)
    let date = try reader.day("date")
    try reader.finish()
    guard let award, let amount, let purpose, let date, let reason = reader.text("reason") else {
      preconditionFailure("a fault was kept")
    }
    (self.award, self.amount, self.purpose, self.date) = (award, amount, purpose, date)
    (self.reason, key) = (reason, values["key"])
  }

  package var event: EventKey {
    EventKey(["release", award.code, "\(date)", "\(amount)"], rest: [purpose.rawValue, reason])
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    let made = try books.release(amount, of: award, for: purpose, on: date, reason: reason, key: key)
    let follows =
      made.liftsTime
      ? "It is restricted to its purpose still: a closing of months releases it as it is spent."
      : purpose == .lifted
        ? "It is restricted no longer, whatever is spent."
        : "It counts as met: a closing of months releases for spending only what goes beyond it, and takes back what it had released for as much."
    return ActReport(
      made.posted,
      made.liftsTime
        ? "\(amount.grouped) of \(award.code) waits for its time no longer"
        : "\(amount.grouped) of \(award.code) released for \(purpose.rawValue)",
      notes: [follows],
      look: EntryLook(.release, of: award, amount, on: date, number: made.posted.number))
  }
}

/// Writes off what a funder owes of an award and will not pay.
package struct WriteOffPromise: EventAct {
  package static let words = ["award", "write-off"]
  package static let fields: [ActField] =
    [
      .award("Which award"), .needed("amount", "The amount that will not come", .money),
      .countingDay("date", "Day it was known"),
      ActField("due", "Day on which the installment that will not come was due", .day(.past)),
      .needed("reason", "Why, and how it is known", .text),
    ] + .named

  package let award: Award
  package let key: String?
  private let amount: Money
  private let date: Day
  private let due: Day?
  private let reason: String

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let amount = try reader.money("amount")
    let date = try reader.day("date")
    due = try reader.day("due")
    try reader.finish()
    guard let award, let amount, let date, let reason = reader.text("reason") else {
      preconditionFailure("a fault was kept")
    }
    (self.award, self.amount, self.date, self.reason, key) = (award, amount, date, reason, values["key"])
  }

  package var event: EventKey {
    EventKey(["write-off", award.code, "\(date)", "\(amount)"], rest: [due?.description, reason])
  }

  package func proposal(under key: String, _ books: borrowing Books) -> (draft: ProposalDraft, summary: String)? {
    (
      .act(.writeOff(amount, of: award, due: due, on: date, reason: reason, key: key)),
      "\(amount.grouped) of \(award.code) written off"
    )
  }

  package func record(under key: String, _ books: borrowing Books) throws -> ActReport {
    let made = try books.writeOff(amount, of: award, due: due, on: date, reason: reason, key: key)
    let rest = amount - made.restricted
    let parts =
      rest == .zero
      ? "all of it with donor restrictions"
      : "\(made.restricted.grouped) with donor restrictions, \(rest.grouped) without, since that was spent or released already"
    return ActReport(
      made.posted, "\(amount.grouped) of \(award.code) written off: \(parts)",
      look: EntryLook(.loss, of: award, amount, on: date, number: made.posted.number))
  }
}
