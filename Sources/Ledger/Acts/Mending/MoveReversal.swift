/// Lets a reversal count on another day.
package struct MoveReversal: Act {
  package static let words = ["entry", "move"]
  package static let fields: [ActField] = [
    .organization, reversal, .needed("date", "Day it should count", .day(.past)), .needed("reason", "Why", .text),
  ]

  private static var reversal: ActField {
    var field = ActField.entry("Which reversal, or the entry that it reverses") { _ in false }
    field.choices = { values, books in
      var filter = EntryFilter()
      filter.limit = 200
      return try books.entries(of: values.organization(books), filter).filter { $0.reverses != nil }.suffix(15).map {
        ActChoice(code: "\($0.number)", about: "\($0.draft.date), \($0.draft.description), \($0.debits.grouped)")
      }
    }
    return field
  }

  package let organization: Organization
  /// The reversal, or the entry that it reverses.
  package let named: RecordedEntry
  package let date: Day
  package let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let named = try reader.read("entry") { typed in try organization.map { try books.entry(typed, of: $0) } }
    let date = try reader.day("date")
    try reader.finish()
    guard let organization, let named, let date, let reason = values["reason"] else {
      preconditionFailure("a fault was kept")
    }
    (self.organization, self.named, self.date, self.reason) = (organization, named, date, reason)
  }

  /// What waits for another person where the policy asks for one.
  package var proposal: ProposalDraft { .act(.moveReversal(named.number, to: date, reason: reason)) }

  /// What is proposed, in words.
  package var summary: String { "the reversal of entry \(named.number) counts on \(date)" }
}

/// Undoes an import as a whole.
package struct UndoImport: Act {
  package static let words = ["import", "undo"]
  package static let fields: [ActField] = [.organization, number, .needed("reason", "Why", .text), date]

  private static var number: ActField {
    var field = ActField.needed("number", "Which import", .number)
    field.isArgument = true
    field.choices = { values, books in
      try books.imports(of: values.organization(books)).filter { $0.undoneOn == nil }.map {
        ActChoice(code: "\($0.number)", about: "\($0.file), \($0.standing) entries, \($0.recordedAt)")
      }
    }
    return field
  }

  private static var date: ActField {
    var field = ActField("date", "Day it counts; defaults to that of what is undone", .day(.past))
    field.refusal = ActField.refusalOfClosed("date")
    return field
  }

  package let organization: Organization
  package let batch: Import
  package let reason: String
  /// The day that was named.
  package let date: Day?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let number = try reader.count("number")
    let batch = try reader.keep("number") { () throws -> Import? in
      guard let organization, let number else { return nil }
      return try books.importBatch(Int64(number), of: organization)
    }
    date = try reader.day("date")
    try reader.finish()
    guard let organization, let batch, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.organization, self.batch, self.reason) = (organization, batch, reason)
  }

  /// What waits for another person where the policy asks for one.
  package func proposal(on day: Day) -> ProposalDraft { .act(.undoImport(batch.number, on: day, reason: reason)) }

  /// What is proposed, in words.
  package var summary: String { "import \(batch.number), \(VisibleText.escaped(batch.file)), undone" }
}
