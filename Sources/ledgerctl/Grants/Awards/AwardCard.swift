import Ledger

extension Award {
  /// The award on one page: terms, money promised and received, budget.
  func card(_ recorded: AwardRecorded, on day: Day) -> Statement {
    /// What these books recorded, and what they began with.
    func said(_ amount: Money, _ takenOver: Money) -> String {
      amount.grouped + (takenOver == .zero ? "" : ", besides \(takenOver.grouped) that it was taken over with")
    }
    return Statement(
      title: "Award \(code)", subtitle: name,
      facts: [
        StatementFact("Grantee", "\(organization.name) (\(organization.code))"),
        StatementFact("Funder", "\(funderName) (\(funder))"), StatementFact("Amount", amount.grouped),
        StatementFact("Term", term.description), StatementFact("Recognition", recognition.rawValue),
        StatementFact("Basis", basis.rawValue),
        StatementFact("State", state(on: day)), StatementFact("Fund", fund),
        StatementFact("Program", program),
        StatementFact(
          recognition == .conditional ? "Recognized" : "Promised", said(recorded.promised, recorded.takenOver.promised)),
        StatementFact("Received", said(recorded.received, recorded.takenOver.received)),
      ] + turnFacts,
      columns: [
        StatementColumn("line", "Line", .text), StatementColumn("name", "Name", .text),
        StatementColumn("category", "Category", .text), StatementColumn("account", "Account", .text),
        StatementColumn("amount", "Amount", .money),
      ],
      rows: lines.map {
        .detail([.text($0.code), .text($0.name), .text($0.category.title), .text($0.account), .money($0.amount)])
      } + [.total([.text("Total"), .empty, .empty, .empty, .money(lines.map(\.amount).total())])],
      notes: lines.isEmpty ? ["No budget yet; \"ledgerctl budget import \(reference) FILE.csv\" records it."] : [])
  }
}

extension Award {
  /// Where it stands on a day: begun, over, or closed.
  func state(on day: Day) -> String {
    if let closedOn { return closedOn > day ? "to be closed on \(closedOn)" : "closed on \(closedOn)" }
    return day < term.from ? "not begun" : day > term.through ? "open, term over" : "open"
  }

  /// What was taken over, went back or will not come; nothing of most awards.
  private var turnFacts: [StatementFact] {
    guard let turns else { return [] }
    var facts: [StatementFact] = []
    if let taken = turns.takenOver {
      facts.append(
        StatementFact(
          "Taken over",
          "on \(taken.on), \(taken.unspent.grouped) unspent; what was promised, received and spent through that day is not in these books"
        ))
    }
    if turns.paidBack > .zero { facts.append(StatementFact("Went back", turns.paidBack.grouped)) }
    if turns.owedBack > .zero { facts.append(StatementFact("Owed back", turns.owedBack.grouped)) }
    if turns.writtenOff > .zero { facts.append(StatementFact("Written off", turns.writtenOff.grouped)) }
    return facts
  }
}

extension PromisedInstallments {
  /// When the promise is to be paid.
  func card() -> Statement {
    Statement(
      title: "Installments of the promise, entry \(entry)",
      columns: [
        StatementColumn("installment", "Installment", .text), StatementColumn("due", "Due", .date),
        StatementColumn("amount", "Amount", .money),
        StatementColumn("time_restricted_until", "Time restricted until", .date),
      ],
      rows: installments.enumerated().map { index, part in
        .detail([
          .text("\(index + 1)"), .day(part.due), .money(part.amount),
          part.isTimeRestricted == true ? .day(part.due) : .empty,
        ])
      } + [.total([.text("Total"), .empty, .money(installments.map(\.amount).total()), .empty])],
      notes: losses.map {
        "\($0.amount.grouped) of what was due on \($0.due) was written off on \($0.date), entry \($0.entry)."
      })
  }
}

extension AwardTerms {
  /// The terms in words, then what is due.
  func card() -> Statement {
    let dated: [(Day?, String, String)] =
      reports.map { ($0.dueOn, "Report due", $0.title) }
      + tranches.map { ($0.dueOn, "Tranche of \($0.amount.grouped)", $0.condition) }
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
      notes: dated.isEmpty ? ["No reports or tranches are recorded."] : [])
  }
}

extension [AwardTerms] {
  /// What was agreed, by whom and from when, a row a version with what it changed; none where there is one.
  func history() -> [Statement] {
    if count < 2 { return [] }
    return [
      Statement(
        title: "Versions of the terms",
        columns: [
          StatementColumn("terms", "Version", .integer), StatementColumn("terms_from", "From", .date),
          StatementColumn("term", "Term", .text), StatementColumn("says", "Says", .text, wraps: true),
          StatementColumn("said", "Said before", .text, wraps: true),
        ],
        rows: zip(self, dropFirst()).flatMap { before, terms in
          terms.changes(from: before).map { change in
            StatementRow.detail([
              .integer(terms.version), .day(terms.effectiveOn), .text(change.term), .text(change.says),
              .text(change.said),
            ])
          }
        },
        notes: map { terms in
          "Version \(terms.version), from \(terms.effectiveOn), agreed by "
            + "\([terms.approvedBy, terms.document].compactMap { $0 }.joined(separator: ", ")): \(terms.reason)"
        })
    ]
  }
}

extension AwardTerms {
  /// The terms that say something else than in the version before, what is due among them.
  fileprivate func changes(from before: AwardTerms) -> [(term: String, says: String, said: String)] {
    var names = before.words.map(\.term)
    names += words.map(\.term).filter { !names.contains($0) }
    var found = names.compactMap { name in
      let (says, said) = (words.first { $0.term == name }?.words, before.words.first { $0.term == name }?.words)
      return says == said ? nil : (term: name, says: says ?? "Nothing.", said: said ?? "Nothing.")
    }
    func days(_ reports: [TermsChange.Report]) -> String {
      reports.isEmpty ? "None." : reports.map { "\($0.dueOn) \($0.title)" }.joined(separator: "; ")
    }
    if reports != before.reports { found.append(("Reports", days(reports), days(before.reports))) }
    func parts(_ tranches: [TermsChange.Tranche]) -> String {
      tranches.isEmpty
        ? "None."
        : tranches.map { "\($0.amount.grouped)\($0.dueOn.map { " on \($0)" } ?? ""): \($0.condition)" }
          .joined(separator: "; ")
    }
    if tranches != before.tranches { found.append(("Tranches", parts(tranches), parts(before.tranches))) }
    return found.isEmpty ? [("All", "As before.", "")] : found
  }
}

extension [AwardVersion] {
  /// What the award was called, how much it was and how long it ran, a row a version, and why each came; none where nothing changed.
  func history() -> [Statement] {
    if count < 2 { return [] }
    return [
      Statement(
        title: "Versions of the award",
        columns: [
          StatementColumn("version", "Version", .integer), StatementColumn("effective", "From", .date),
          StatementColumn("name", "Name", .text, wraps: true), StatementColumn("amount", "Amount", .money),
          StatementColumn("starts", "Starts", .date), StatementColumn("ends", "Ends", .date),
          StatementColumn("approved_by", "Approved by", .text, wraps: true),
        ],
        rows: map {
          .detail([
            .integer($0.number), .day($0.effectiveOn), .text($0.name), .money($0.amount), .day($0.term.from),
            .day($0.term.through), .text($0.approvedBy),
          ])
        },
        notes: dropFirst().map { version in
          let said =
            ["Version \(version.number): \(version.reason)"]
            + [version.document, version.budgetEffect].compactMap { $0 }
          return said.map { $0.hasSuffix(".") ? $0 : "\($0)." }.joined(separator: " ")
        })
    ]
  }
}

extension PostedEntry {
  /// What the terminal says of it.
  func sentence(_ what: String) -> String {
    wasRecorded ? "Entry \(number) had recorded this before: \(what)." : "Entry \(number): \(what)."
  }
}
