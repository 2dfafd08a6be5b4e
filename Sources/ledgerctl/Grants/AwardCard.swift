import Ledger

extension Award {
  /// The award on one page: terms, money promised and received, budget.
  func card(_ progress: AwardProgress) -> Statement {
    Statement(
      title: "Award \(code)", subtitle: name,
      facts: [
        StatementFact("Grantee", "\(organization.name) (\(organization.code))"),
        StatementFact("Funder", "\(funderName) (\(funder))"), StatementFact("Amount", amount.grouped),
        StatementFact("Term", term.description), StatementFact("Recognition", recognition.rawValue),
        StatementFact("Basis", basis.rawValue), StatementFact("Fund", fund), StatementFact("Program", program),
        StatementFact(recognition == .conditional ? "Recognised" : "Promised", progress.promised.grouped),
        StatementFact("Received", progress.received.grouped),
      ],
      columns: [
        StatementColumn("line", "Line", .text), StatementColumn("name", "Name", .text),
        StatementColumn("category", "Category", .text), StatementColumn("account", "Account", .text),
        StatementColumn("amount", "Amount", .money),
      ],
      rows: lines.map {
        .detail([.text($0.code), .text($0.name), .text($0.category.title), .text($0.account), .money($0.amount)])
      } + [.total([.text("Total"), .empty, .empty, .empty, .money(lines.map(\.amount).total())])],
      notes: lines.isEmpty ? ["No budget yet; \"ledgerctl budget import \(code) FILE.csv\" records it."] : [])
  }
}

extension PostedEntry {
  /// What the terminal says of it.
  func sentence(_ what: String) -> String {
    wasRecorded ? "Entry \(number) had recorded this before: \(what)." : "Entry \(number): \(what)."
  }
}

extension Books {
  /// The sentence for a key that was recorded before, so that repeating a command is never refused; nil where it was not.
  /// Where that entry was reversed since, the same key cannot record it again: throws, and says what to do.
  func recorded(_ key: String, of organization: Organization) throws -> String? {
    var filter = EntryFilter()
    filter.key = key
    guard let entry = try entries(of: organization, filter).first else { return nil }
    if let reversal = entry.reversedBy {
      throw ExplainedError(
        failure: Failure(
          .conflict, "entry \(entry.number) recorded this and was reversed by entry \(reversal)",
          nextStep: "to record it again, give it a key of its own with --key"))
    }
    return PostedEntry(number: entry.number, wasRecorded: true).sentence(entry.draft.description)
  }
}
