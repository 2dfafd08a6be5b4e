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
        StatementFact("Basis", basis.rawValue),
        StatementFact("State", closedOn.map { "closed on \($0)" } ?? "open"), StatementFact("Fund", fund),
        StatementFact("Program", program),
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

extension AwardTerms {
  /// The terms in words, then what is due and what was extended.
  func card() -> Statement {
    let dated: [(Day?, String, String)] =
      reports.map { ($0.dueOn, "Report due", $0.title) }
      + tranches.map { ($0.dueOn, "Tranche of \($0.amount.grouped)", $0.condition) }
      + extensions.map { ($0.effectiveOn, "Extended", "through \($0.endsOn)") }
    return Statement(
      title: "Terms, version \(version)",
      facts: [
        StatementFact("In force from", effectiveOn.description),
        StatementFact("Agreed by", [approvedBy, document].compactMap { $0 }.joined(separator: ", ")),
      ] + (preset.map { [StatementFact("Taken from", $0)] } ?? []) + words.map { StatementFact($0.term, $0.words) },
      columns: [
        StatementColumn("date", "Date", .date), StatementColumn("event", "Event", .text),
        StatementColumn("about", "About", .text, wraps: true),
      ],
      rows: dated.sorted { ($0.0 ?? .latest) < ($1.0 ?? .latest) }.map {
        .detail([$0.0.map { .day($0) } ?? .empty, .text($0.1), .text($0.2)])
      },
      notes: dated.isEmpty
        ? ["No reports, tranches or extensions are recorded."]
        : extensions.map {
          "Extended through \($0.endsOn): \($0.reason). Approved by \($0.approvedBy), \($0.document). \($0.budgetEffect)"
        })
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
  func recorded(_ key: String, of organization: Organization, on date: Day? = nil) throws -> String? {
    var filter = EntryFilter()
    filter.key = key
    guard let entry = try entries(of: organization, filter).first else { return nil }
    if let reversal = entry.reversedBy {
      throw ExplainedError(
        failure: Failure(
          .conflict, "entry \(entry.number) recorded this and was reversed by entry \(reversal)",
          nextStep: "to record it again, give it a key of its own with --key"))
    }
    if let date, date != entry.draft.date {
      throw ExplainedError(
        failure: Failure(
          .conflict, "entry \(entry.number) recorded this on \(entry.draft.date), not on \(date)",
          nextStep: "if it is another one, give it a key of its own with --key"))
    }
    return PostedEntry(number: entry.number, wasRecorded: true).sentence(entry.draft.description)
  }
}
