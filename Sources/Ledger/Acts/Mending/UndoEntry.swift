/// Undoes an entry: it stays, and a reversal is linked to it.
package struct UndoEntry: Act {
  package static let words = ["undo"]
  package static let fields: [ActField] = [
    .organization,
    .entry("Which entry (the latest are listed; any other by its number or key)") { _ in true },
    .needed("reason", "Why", .text), .dayOfReversal("Day the reversal counts") { try $1.entry($0, of: $2).number },
  ]

  package let organization: Organization
  package let entry: RecordedEntry
  package let reason: String
  /// The day that was named.
  package let date: Day?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let entry = try reader.read("entry") { typed in try organization.map { try books.entry(typed, of: $0) } }
    date = try reader.day("date")
    try reader.finish()
    if let entry, let organization {
      try books.requireNoProposal(changing: entry, of: organization, butUndoing: true)
      try books.requireNoReclass(of: entry, organization)
    }
    guard let organization, let entry, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.entry, self.reason) = (organization, entry, reason)
  }
}

/// Voids a payment: what it paid is owed again.
package struct VoidPayment: Act {
  package static let words = ["payment", "void"]
  package static let fields: [ActField] = [
    .organization, payment, .needed("reason", "Why", .text),
    .dayOfReversal("Day it is void") { typed, books, organization in try books.payment(typed, of: organization).entry },
  ]

  private static var payment: ActField {
    var field = ActField("payment", "Which payment", .code(.payment))
    field.isArgument = true
    field.choices = { values, books in
      try books.payments(of: values.organization(books)).filter { $0.voidedBy == nil }.suffix(20)
        .map { ActChoice(code: "\($0.entry)", about: "\($0.date), \($0.words), \($0.amount.grouped)") }
    }
    field.isThere = { typed, values, books in
      try books.payments(of: values.organization(books)).contains { "\($0.entry)" == typed || $0.reference == typed }
    }
    field.isNeeded = { _ in true }
    return field
  }

  package let organization: Organization
  package let payment: Payment
  package let reason: String
  /// The day that was named.
  package let date: Day?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let payment = try reader.read("payment") { typed in try organization.map { try books.payment(typed, of: $0) } }
    date = try reader.day("date")
    try reader.finish()
    guard let organization, let payment, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.payment, self.reason) = (organization, payment, reason)
  }
}

extension Payment {
  /// In words: `check 1042 to quick-print`.
  package var words: String { "\(method.rawValue)\(reference.map { " \(VisibleText.escaped($0))" } ?? "") to \(payee)" }
}

extension ActField {
  /// An entry that can be undone, of those that `isMeant` says, by its number or key.
  static func entry(_ label: String, _ isMeant: @escaping @Sendable (RecordedEntry) -> Bool) -> ActField {
    var field = ActField("entry", label, .code(.entry))
    field.isArgument = true
    field.choices = { values, books in
      var filter = EntryFilter()
      filter.limit = 60
      return try books.entries(of: values.organization(books), filter)
        .filter { $0.reversedBy == nil && $0.reverses == nil && isMeant($0) }.suffix(15)
        .map {
          ActChoice(code: "\($0.number)", about: "\($0.draft.date), \($0.draft.description), \($0.debits.grouped)")
        }
    }
    field.isThere = { typed, values, books in
      do {
        _ = try books.entry(typed, of: values.organization(books))
        return true
      } catch is UnknownCode {
        return false
      }
    }
    field.isNeeded = { _ in true }
    return field
  }

  /// The day that what is undone is turned on; the one that is meant where nobody says another. `number`: of the entry that is undone.
  static func dayOfReversal(
    _ label: String, _ number: @escaping @Sendable (String, borrowing Books, Organization) throws -> Int64
  ) -> ActField {
    var field = ActField("date", label, .day(.past))
    field.isAsked = { _, _ in true }
    field.refusal = refusalOfClosed("date")
    field.fallback = { values, books in
      guard let typed = values["entry"] ?? values["payment"] else { return nil }
      let organization = try values.organization(books)
      return try books.reversalDay(ofEntry: number(typed, books, organization), of: organization)?.day.description
    }
    return field
  }
}
