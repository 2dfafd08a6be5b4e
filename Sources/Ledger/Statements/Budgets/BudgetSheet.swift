extension BudgetVersusActual {
  /// The statement of one award, which says nothing of the others.
  public func statement(of part: Part) -> Statement { BudgetSheet(self, [part]).statement() }

  /// One statement of all awards: each category with a row for every site's line, then each site's total.
  /// - Precondition: it was read to be consolidated, or is not divided by months, quarters or years.
  package func consolidatedStatement() -> Statement { BudgetSheet(self, parts).consolidatedStatement() }
}

/// Budget versus actual as drawn: of one award, or of several in one statement.
struct BudgetSheet {
  typealias Part = BudgetVersusActual.Part
  typealias Line = BudgetVersusActual.Line

  let source: BudgetVersusActual
  let parts: [Part]
  /// The columns of the period, and the days from the first through the last of them.
  let windows: [DayWindow]
  let window: DayWindow
  /// The lines of all awards.
  let allLines: [Line]
  /// Whether every line of every award is spread over months, so that sums say what is planned and projected. Of an award that was taken over, what
  /// was spent before is not in these books, and nothing is compared with its plan.
  let isPlanned: Bool
  /// Organizations that have several awards here.
  private let severalAwards: Set<Int64>

  init(_ source: BudgetVersusActual, _ parts: [Part]) {
    self.source = source
    self.parts = parts
    let windows = parts.first?.windows ?? [source.span.window]
    precondition(parts.allSatisfy { $0.windows == windows }, "awards of one statement have the same columns")
    self.windows = windows
    allLines = parts.flatMap(\.lines)
    isPlanned =
      allLines.contains { $0.budget > .zero }
      && parts.allSatisfy { $0.unplanned.isEmpty && $0.award.turns?.takenOver == nil }
    severalAwards = Set(
      Dictionary(grouping: parts, by: \.award.organization.id).filter { $0.value.count > 1 }.keys)
    window =
      source.span.period == nil
      ? source.span.window : DayWindow(unchecked: windows[0].from, source.span.window.through)
  }

  var isBrief: Bool { source.isBrief }

  /// The statement of the one award.
  func statement() -> Statement {
    let part = parts[0]
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
    rows += standing() + claimable()
    return Statement(
      title: "Budget versus actual", subtitle: award.organization.name,
      facts: [
        StatementFact("Award", "\(award.code), \(award.name)"),
        StatementFact("Funder", "\(award.funderName), \(award.amount.grouped)"),
        StatementFact("Term", award.term.description),
      ] + facts(),
      columns: columns, rows: rows, notes: notes(), scope: scope(part.keys))
  }

  /// One statement of all awards: each category with a row for every site's line, then each site's total.
  func consolidatedStatement() -> Statement {
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
    rows += standing() + claimable()
    return Statement(
      title: "Budget versus actual, consolidated", subtitle: nil,
      facts: [
        StatementFact("Awards", "\(parts.count) of \(Self.listed(parts.map(\.award.organization.name)))"),
        StatementFact(
          "Funder", "\(Self.listed(parts.map(\.award.funderName))), \(parts.map(\.award.amount).total().grouped)"),
        StatementFact("Term", Self.terms(parts.map(\.award))),
      ] + facts(),
      columns: columns, rows: rows, notes: notes() + [source.notShown].compactMap { $0 }, scope: scope(StatementKeys()))
  }

  private func scope(_ keys: StatementKeys) -> StatementScope {
    StatementScope("budget", keys, from: window.from, asOf: window.through)
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
    severalAwards.contains(part.award.organization.id) ? part.award.reference : part.award.organization.code
  }

  /// The term of all or, where they differ, each with its awards.
  private static func terms(_ awards: [Award]) -> String {
    let terms = listed(awards.map(\.term.description))
    guard Set(awards.map(\.term)).count > 1 else { return terms }
    let codes = Dictionary(grouping: awards, by: \.term.description).mapValues {
      $0.map(\.code).joined(separator: ", ")
    }
    return listed(awards.map { "\($0.term) (\(codes[$0.term.description] ?? ""))" })
  }

  private static func listed(_ texts: [String]) -> String {
    var distinct: [String] = []
    for text in texts where !distinct.contains(text) { distinct.append(text) }
    return distinct.joined(separator: "; ")
  }

  var columns: [StatementColumn] {
    let periods =
      source.span.period == nil
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
      return [StatementColumn("line", "Budget line", .text), StatementColumn("budget", "Budget", .money)]
        + (source.hasPrior ? [StatementColumn("prior", "Prior", .money)] : []) + periods + standing
        + (isPlanned ? [planned[1]] : []) + [StatementColumn("bar", "", .bar)]
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
      return [.text(name), .money(budget)] + (source.hasPrior ? [.money(sum(\.spent.before))] : []) + periods + standing
        + planned.suffix(1)
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

  private func facts() -> [StatementFact] {
    let through = window.through
    var facts = [
      StatementFact("This period", window.description),
      StatementFact("As of", Self.elapsed(parts.map(\.award.term), through)),
    ]
    if let used = allLines.map(\.spent.toDate).total().tenthsOfPercent(of: allLines.map(\.budget).total()) {
      let isWhole = parts.allSatisfy { $0.award.turns?.takenOver == nil }
      facts.append(
        StatementFact(
          "Money used", "\(StatementCell.spelled(tenths: used))% of the budget\(isWhole ? "" : ", in these books")"))
    }
    let versions = Set(parts.compactMap(\.award.budgetVersion))
    let isOther = parts.contains { $0.award.budgetVersion != $0.award.budgetVersionInForce }
    if let version = versions.first, versions.count == 1, version > 1 || isOther {
      facts.append(
        StatementFact("Budget", "version \(version)\(isOther ? ", not the one in force on \(through)" : "")"))
    }
    if let seal = source.asRecorded { facts.append(seal.fact) }
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
    let said = "\(through); \(days) of \(term.days) days, \(StatementCell.spelled(tenths: tenths))% of the term"
    if through < term.from { return "\(said), which has not begun" }
    return through > term.through ? "\(said), which is over" : said
  }
}

extension BudgetVersusActual.Part {
  fileprivate var keys: StatementKeys {
    StatementKeys(
      organization: award.organization.code, fund: award.fund, award: award.code, budgetVersion: award.budgetVersion)
  }
}
