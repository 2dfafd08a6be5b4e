extension BudgetVersusActual {
  /// The statement of one award. The first award where there are several.
  public func statement(of part: Part) -> Statement {
    let award = part.award
    var rows: [StatementRow] = [.heading("Direct costs")]
    let direct = part.lines.filter { $0.category != .indirect }
    let indirect = part.lines.filter { $0.category == .indirect }
    func about(_ line: Line) -> StatementKeys { StatementKeys(account: line.account, budgetLine: line.code) }
    rows += direct.map { .detail(cells($0.name, [$0]), indent: 1, keys: about($0)) }
    rows.append(.subtotal(cells("Total direct", direct)))
    rows.append(.heading("Indirect costs"))
    rows += indirect.map { .detail(cells($0.name, [$0]), indent: 1, keys: about($0)) }
    rows.append(.subtotal(cells("Total indirect", indirect)))
    rows.append(.total(cells("Total", part.lines)))
    rows += claimable(of: [part])
    return Statement(
      title: "Budget versus actual", subtitle: award.organization.name,
      facts: [
        StatementFact("Award", "\(award.code), \(award.name)"),
        StatementFact("Funder", "\(award.funderName), \(award.amount.grouped)"),
        StatementFact("Term", award.term.description),
      ] + facts(for: [part]),
      columns: columns, rows: rows, notes: notes(for: [part]), scope: scope(part.keys))
  }

  /// One statement of all awards: each category with a row for every site's line, then each site's total.
  public func consolidatedStatement() -> Statement {
    var rows: [StatementRow] = []
    let direct = BudgetCategory.allCases.filter { $0 != .indirect }
    for category in direct.map(Optional.some) + [nil] { rows += group(category) }
    rows.append(.subtotal(cells("Total direct", allLines.filter { $0.category != .indirect })))
    rows += group(.indirect)
    rows.append(.heading("By site"))
    rows += parts.map {
      .memo(cells("\($0.award.organization.name), \($0.award.code)", $0.lines), indent: 1, keys: $0.keys)
    }
    rows.append(.total(cells("Total", allLines)))
    rows += claimable(of: parts)
    return Statement(
      title: "Budget versus actual, consolidated", subtitle: nil,
      facts: [
        StatementFact("Awards", "\(parts.count) of \(Self.listed(parts.map(\.award.organization.name)))"),
        StatementFact(
          "Funder", "\(Self.listed(parts.map(\.award.funderName))), \(parts.map(\.award.amount).total().grouped)"),
        StatementFact("Term", Self.listed(parts.map(\.award.term.description))),
      ] + facts(for: parts),
      columns: columns, rows: rows, notes: notes(for: parts), scope: scope(StatementKeys()))
  }

  /// Where an award spent more than it is, how much its funder bears at most, and what is the organization's own.
  private func claimable(of parts: [Part]) -> [StatementRow] {
    let own = parts.map { max(.zero, $0.lines.map(\.spent.toDate).total() - $0.award.amount) }.total()
    guard own > .zero else { return [] }
    let spent = parts.flatMap(\.lines).map(\.spent.toDate).total()
    let place = columns.firstIndex { $0.key == "to_date" }
    func row(_ title: String, _ amount: Money) -> StatementRow {
      .memo(columns.indices.map { $0 == 0 ? .text(title) : $0 == place ? .money(amount) : .empty }, indent: 1)
    }
    return [
      row(parts.count == 1 ? "Within the award" : "Within the awards", spent - own),
      row("Above it, the organization's own", own),
    ]
  }

  private func scope(_ keys: StatementKeys) -> StatementScope {
    StatementScope("budget", keys, from: span.window.from, asOf: span.window.through)
  }

  var allLines: [Line] { parts.flatMap(\.lines) }

  /// Whether every line of every award is spread over months, so that sums say what is planned and projected.
  var isPlanned: Bool {
    allLines.contains { $0.budget > .zero } && parts.allSatisfy(\.unplanned.isEmpty)
  }

  /// The rows of one category over all sites; none where no site has it.
  private func group(_ category: BudgetCategory?) -> [StatementRow] {
    let members = parts.flatMap { part in part.lines.filter { $0.category == category }.map { (part, $0) } }
    if members.isEmpty { return [] }
    let title = category?.title ?? "On no budget line"
    return [.heading(title)]
      + members.map { part, line in
        .detail(
          cells(line.code == nil ? site(part) : "\(site(part)): \(line.name)", [line]), indent: 1,
          keys: StatementKeys(account: line.account, budgetLine: line.code).over(part.keys))
      }
      + [.subtotal(cells("Total \(title.prefix(1).lowercased())\(title.dropFirst())", members.map(\.1)))]
  }

  /// The organization, or the award where it has several here.
  private func site(_ part: Part) -> String {
    let own = parts.count { $0.award.organization == part.award.organization }
    return own > 1 ? part.award.reference : part.award.organization.code
  }

  private static func listed(_ texts: [String]) -> String {
    var distinct: [String] = []
    for text in texts where !distinct.contains(text) { distinct.append(text) }
    return distinct.joined(separator: "; ")
  }

  private var columns: [StatementColumn] {
    let periods =
      span.period == nil
      ? [StatementColumn("period", "This period", .money)]
      : windows.map { StatementColumn("from_\($0.from)", Self.columnTitle($0), .money) }
    let standing = [
      StatementColumn("to_date", "To date", .money), StatementColumn("committed", "Committed", .money),
      StatementColumn("available", "Available", .money), StatementColumn("used", "% used", .percent),
    ]
    let planned = [
      StatementColumn("planned", "Planned to date", .money), StatementColumn("projected", "Projected", .money),
    ]
    if isBrief {
      return [StatementColumn("line", "Budget line", .text), StatementColumn("budget", "Budget", .money)] + periods
        + standing + (isPlanned ? [planned[1]] : []) + [StatementColumn("bar", "", .bar)]
    }
    return [
      StatementColumn("line", "Budget line", .text), StatementColumn("approved", "Approved", .money),
      StatementColumn("revisions", "Revisions", .money), StatementColumn("budget", "Revised", .money),
      StatementColumn("prior", "Prior", .money),
    ] + periods + standing + (isPlanned ? planned : []) + [
      StatementColumn("variance", "Variance", .money), StatementColumn("rule", "Rule", .text),
    ]
  }

  /// `2021-07` for a whole month, else its days.
  private static func columnTitle(_ window: DayWindow) -> String {
    let first = window.from.month
    let last = window.through.month
    guard window.from == first.firstDay, window.through == last.lastDay else {
      return "\(window.from) to \(window.through)"
    }
    return first == last ? first.description : "\(first) to \(last)"
  }

  private func cells(_ name: String, _ lines: [Line]) -> [StatementCell] {
    func sum(_ amount: (Line) -> Money) -> Money { lines.map(amount).total() }
    let budget = sum(\.budget)
    let tenths = sum(\.spent.toDate).tenthsOfPercent(of: budget)
    let periods = windows.indices.map { index in StatementCell.money(sum { $0.spent.windows[index] }) }
    let standing: [StatementCell] = [
      .money(sum(\.spent.toDate)), .money(sum(\.committed)), .money(sum(\.available)),
      tenths.map { .percent(tenths: $0) } ?? .notApplicable,
    ]
    let planned: [StatementCell] =
      isPlanned ? [.money(sum { $0.plan?.toDate ?? .zero }), .money(sum { $0.projected ?? .zero })] : []
    if isBrief {
      return [.text(name), .money(budget)] + periods + standing + planned.suffix(1)
        + [tenths.map { .bar(tenths: max(0, $0)) } ?? .empty]
    }
    let approved = sum(\.approved)
    return [
      .text(name), .money(approved), .money(budget - approved), .money(budget), .money(sum(\.spent.before)),
    ] + periods + standing + planned + [.money(budget - sum(\.spent.toDate)), Self.rule(lines)]
  }

  /// What the award's rule says of one line; of several, how many explanations are missing.
  private static func rule(_ lines: [Line]) -> StatementCell {
    if lines.count == 1 { return lines[0].variance == .none ? .empty : .text(lines[0].variance.rawValue) }
    let missing = lines.count { $0.variance == .unexplained }
    return missing == 0 ? .empty : .text("\(missing) to explain")
  }

  private func facts(for parts: [Part]) -> [StatementFact] {
    let lines = parts.flatMap(\.lines)
    let through = span.window.through
    var facts = [
      StatementFact("This period", span.window.description),
      StatementFact("As of", Self.elapsed(parts.map(\.award.term), through)),
    ]
    if let used = lines.map(\.spent.toDate).total().tenthsOfPercent(of: lines.map(\.budget).total()) {
      facts.append(StatementFact("Money used", "\(StatementCell.spelled(tenths: used))% of the budget"))
    }
    let versions = Set(parts.compactMap(\.award.budgetVersion))
    if let version = versions.first, versions.count == 1, version > 1 {
      facts.append(StatementFact("Budget", "version \(version)"))
    }
    if let asRecorded { facts.append(asRecorded.fact) }
    let recorded = parts.compactMap(\.award.recordedThrough)
    if let last = recorded.max() { facts.append(StatementFact("Recorded through", "entry \(last)")) }
    facts.append(StatementFact("Basis", "\(Self.listed(parts.map(\.award.basis.rawValue))); US dollars"))
    return facts
  }

  /// The as-of day, with the time elapsed where all awards have one term.
  private static func elapsed(_ terms: [DayWindow], _ through: Day) -> String {
    guard let term = terms.first, terms.allSatisfy({ $0 == term }) else { return through.description }
    let days = through < term.from ? 0 : min(term.days, term.from.days(until: through) + 1)
    let tenths = (days * 2_000 + term.days) / (2 * term.days)
    return "\(through); \(days) of \(term.days) days, \(StatementCell.spelled(tenths: tenths))% of the term"
  }
}

extension BudgetVersusActual.Part {
  fileprivate var keys: StatementKeys {
    StatementKeys(organization: award.organization.code, fund: award.fund, award: award.code)
  }
}
