/// Records an adjustment of a fiscal year that is closed, such as an auditor's.
package struct AdjustYear: Act {
  package static let words = ["period", "adjust"]
  package static let fields: [ActField] = [
    .organization, .month("month", "The last month of the fiscal year"),
    .needed("description", "What is adjusted, in words, such as the number that the auditor gave it", .text), .lines,
    .needed("approved-by", "Who approved it: the auditor, the board", .text),
    .needed("document", "The file of the document that it rests on", .file), .needed("reason", "Why", .text),
    ActField("key", "Key of the event; defaults to one made from everything that is said", .text),
  ]

  package let organization: Organization
  package let approvedBy: String
  /// What it records, dated the last day of the year, under no key yet.
  package let draft: EntryDraft
  package let key: String?
  private let document: DocumentDraft
  private let reason: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let month = try reader.month("month")
    let yearEnd = try reader.keep("month") { try month.flatMap { try organization?.yearEnd(in: $0, "adjust") } }
    let lines = try reader.lines("line", of: organization, books)
    let file = try reader.file("document")
    try reader.finish()
    guard let organization, let yearEnd, let file, let description = values["description"],
      let approvedBy = values["approved-by"], let reason = values["reason"]
    else { preconditionFailure("a fault was kept") }
    (self.organization, self.approvedBy, self.reason) = (organization, approvedBy, reason)
    document = DocumentDraft(fileName: file.name, bytes: file.bytes, title: nil)
    key = values["key"]
    draft = EntryDraft(key: "", date: yearEnd, description: description, lines: lines)
  }

  /// What it records, under a key.
  package func under(_ key: String) -> EntryDraft {
    var keyed = draft
    keyed.key = key
    return keyed
  }

  /// What stands already of it.
  package func standing(_ books: borrowing Books) throws -> EventStanding {
    let amount = draft.lines.filter { $0.amount > .zero }.map(\.amount).total()
    let event = EventKey(["adjustment", "\(draft.date)", "\(amount)"], saying: draft)
    return try books.standing(event, saying: draft, of: organization)
  }

  /// Records it under a key, with what it changes of releases and closings. Inside a transaction.
  package func record(under key: String, _ books: borrowing Books) throws -> YearAdjustment {
    try books.adjust(
      yearEnded: draft.date, of: organization, [under(key)], approvedBy: approvedBy, document: document, reason: reason)
  }
}

extension Organization {
  /// The last day of the fiscal year that ends with a month. `deed`: what is done with it, as the command says. Throws `Refusal` for another month.
  func yearEnd(in month: Month, _ deed: String, _ options: String = "") throws(Refusal) -> Day {
    let end = fiscalYear(of: month.firstDay).through
    if month == end.month { return end }
    throw Refusal(
      "\(month) is not the last month of a fiscal year of \(name)",
      nextStep:
        "its fiscal year ends with \(end.month): ledgerctl period \(deed) \(end.month)\(options) --org \(code) ...")
  }
}

extension ActField {
  /// A month, as a command takes it without a name.
  static func month(_ name: String, _ label: String) -> ActField {
    var field = ActField.needed(name, label, .month)
    field.isArgument = true
    return field
  }
}
