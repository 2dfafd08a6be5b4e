/// The books as they pass from one login to another, as one document: what was done, where everything is, who may do what, and
/// of each organization its awards, what it owes, its cash, and what is missing or due.
package struct Handover: Sendable {
  /// Where something is, and the command that shows it.
  package struct Place: Sendable, Hashable {
    let what: String
    let place: String
    let command: String

    /// Describes a place.
    package init(_ what: String, _ place: String, command: String) {
      self.what = what
      self.place = place
      self.command = command
    }
  }

  /// The logins.
  package let from: String
  package let to: String
  /// The day of it.
  package let day: Day
  /// What was done, in order.
  package var facts: [StatementFact] = []
  /// Where everything is.
  package var places: [Place] = []
  /// What the next person must know besides.
  package var notes: [String] = []

  /// The handover of a day.
  package init(from: String, to: String, day: Day) {
    self.from = from
    self.to = to
    self.day = day
  }

  /// The first page: facts, places, and where both sign.
  package func cover() -> Statement {
    Statement(
      title: "Handover of the books",
      facts: [StatementFact("From", from), StatementFact("To", to), StatementFact("On", "\(day)")] + facts,
      columns: [
        StatementColumn("what", "What", .text), StatementColumn("place", "Where it is", .text, wraps: true),
        StatementColumn("command", "Command", .text, wraps: true),
      ],
      rows: places.map { .detail([.text($0.what), .text($0.place), .text($0.command)]) },
      notes: notes + ["Handed over: ______________________________", "Taken over:  ______________________________"])
  }

  /// Who may do what from now on, and since whom.
  package func people(_ move: MembershipMove) -> Statement {
    let alone =
      move.keptAlone.isEmpty
      ? []
      : [
        "From now on one login alone keeps the books of \(move.keptAlone.joined(separator: ", ")): preparer and approver are not separated."
      ]
    let moved = move.moved.map { "\($0.role.rawValue) of \($0.scope)" }.joined(separator: ", ")
    return Statement(
      title: "Who may do what from now on",
      columns: [
        StatementColumn("login", "Login", .text), StatementColumn("role", "Role", .text),
        StatementColumn("scope", "Scope", .text, wraps: true), StatementColumn("granted", "Granted by", .text),
      ],
      rows: move.holding.map {
        .detail([.text($0.login), .text($0.role.rawValue), .text($0.scope), .text($0.granted)])
      },
      notes: [
        move.moved.isEmpty
          ? "\(from) has no role in these books any more; nothing was left to move."
          : "\(from) had, and \(to) has now: \(moved). \(from) can no longer connect to these books."
      ] + alone)
  }
}

extension Books {
  /// The pages of a handover about one organization: its awards, what is owed, its cash, and what is missing or due. Of what
  /// this login reads.
  package func handoverPages(of organization: Organization, on day: Day) throws -> [Statement] {
    [
      try awardsInBrief(of: organization, on: day),
      try payables(of: organization, asOf: day).statement(),
      try cash(of: organization, in: DayWindow(unchecked: day.month.firstDay, day)).statement(),
      try toDo(of: organization, today: day).statement(),
    ]
  }

  private func awardsInBrief(of organization: Organization, on day: Day) throws -> Statement {
    let stats = try stats(of: organization)
    let awards = try awards().filter { $0.organization == organization }
    let rows: [StatementRow] = try awards.map { award in
      let spent = try standing(of: award)?.lines.map(\.spent.toDate).total() ?? .zero
      let state =
        if let closed = award.closedOn { "closed on \(closed)" } else if award.term.through < day { "ended, open" } else
        { "open" }
      return .detail([
        .text(award.code), .text(award.funderName), .day(award.term.from), .day(award.term.through),
        .money(award.amount), .money(spent), .text(state),
      ])
    }
    return Statement(
      title: "The books of \(organization.name)",
      facts: [
        StatementFact("Entries", "\(stats.entries), \(stats.days.map { "\($0)" } ?? "none yet")"),
        StatementFact("Closed through", stats.lastClosed.map { "\($0)" } ?? "no month is closed"),
        StatementFact("Not yet sealed", stats.unsealed.counted("entry", "entries")),
        StatementFact("Documents kept", "\(stats.documents)"),
      ],
      columns: [
        StatementColumn("award", "Award", .text), StatementColumn("funder", "Funder", .text, wraps: true),
        StatementColumn("from", "From", .date), StatementColumn("through", "Through", .date),
        StatementColumn("amount", "Amount", .money), StatementColumn("spent", "Spent", .money),
        StatementColumn("state", "State", .text, wraps: true),
      ], rows: rows,
      notes: (rows.isEmpty ? ["There is no award."] : [])
        + (try coverage(of: [organization]).compactMap(\.limit)))
  }
}
