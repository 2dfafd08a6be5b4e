import Testing

@testable import Ledger

/// Small random valid books, to read statements from.
struct StatementWorld {
  let world: ModelWorld
  var generator: ModelGenerator
  /// What was posted, by organization, in order; no entry refers to another.
  private(set) var drafts: [(site: Int, draft: EntryDraft)] = []

  /// Books with that many valid entries tried, some reversed and refunded where `adjusted`.
  init(seed: UInt64, entries: Int = 70, adjusted: Bool = true, assetLines: Bool = true) throws {
    world = try ModelWorld.make()
    generator = ModelGenerator(seed: seed)
    try post(entries, adjusted: adjusted, assetLines: assetLines)
  }

  /// Posts entries until there are that many more.
  mutating func post(_ count: Int, adjusted: Bool = true, assetLines: Bool = true) throws {
    let entries = drafts.count + count
    while drafts.count < entries {
      let site = Int(generator.number(0...1))
      let draft = generator.draft(world.model.sites[site])
      if !assetLines, draft.lines.contains(where: { $0.account == "1640" }) { continue }
      if !adjusted, draft.refunds != nil { continue }
      if draft.lines.contains(where: { $0.amount.cents.magnitude > 1_000_000_000 }) { continue }
      let operation = ModelOperation(actor: .administrator, site: site, action: .post([draft]))
      if case .refused = world.model.answer(to: operation) { continue }
      try apply(operation)
      drafts.append((site, draft))
      if adjusted, generator.chance(10) { try reverseOne(site) }
    }
  }

  private mutating func reverseOne(_ site: Int) throws {
    let number = generator.one(world.model.sites[site].entries.keys.sorted())
    let reversal = ModelOperation.Reversal(
      number: number, date: generator.day(ModelGenerator.dates), reason: "wrong")
    let operation = ModelOperation(actor: .administrator, site: site, action: .reverse(reversal))
    if case .posted = world.model.answer(to: operation) { try apply(operation) }
  }

  func apply(_ operation: ModelOperation) throws {
    let (answer, numbers) = try world.perform(operation)
    try #require(answer == world.model.answer(to: operation))
    world.model.record(operation, numbers: numbers)
  }

  /// Posts the same entries in other books, in another order, in calls of several.
  static func copy(of original: StatementWorld, seed: UInt64) throws -> ModelWorld {
    let world = try ModelWorld.make()
    var random = SeededRandom(seed: seed)
    for site in 0...1 {
      var drafts = original.drafts.filter { $0.site == site }.map(\.draft)
      drafts.shuffle(using: &random)
      // What is released must have been restricted before, and what is spent for others held.
      let order = { (draft: EntryDraft) in draft.kind == .promise ? 0 : draft.brings("2910") ? 1 : 2 }
      drafts = (0...2).flatMap { rank in drafts.filter { order($0) == rank } }
      while !drafts.isEmpty {
        let some = Array(drafts.prefix(Int.random(in: 1...7, using: &random)))
        drafts.removeFirst(some.count)
        try world.administrator.post(some, to: world.organizations[site])
      }
    }
    return world
  }

  /// A budget statement of these awards, of all where none is named.
  func budget(_ awards: [String] = [], _ window: DayWindow, by period: DayWindow.Period? = nil) throws
    -> BudgetVersusActual
  {
    try world.administrator.budgetVersusActual(
      awards, from: window.from, to: window.through, by: period, today: window.through)
  }

  static let awards = ["alder/A1", "alder/A2", "alder/A3", "birch/A1", "birch/X1"]
}

extension EntryDraft {
  fileprivate func brings(_ account: String) -> Bool {
    lines.contains { $0.account == account && $0.amount < .zero }
  }
}

/// A line of an award, to compare statements by.
struct LineName: Hashable {
  let award: String
  let code: String?
}

extension BudgetVersusActual {
  /// What was spent by line; a line that nothing was spent on may be missing.
  func spent(_ amount: (BudgetActivity.Line) -> Money) -> [LineName: Money] {
    var spent: [LineName: Money] = [:]
    for part in parts {
      for line in part.lines where amount(line.spent) != .zero {
        spent[LineName(award: part.award.reference, code: line.code)] = amount(line.spent)
      }
    }
    return spent
  }
}

extension Statement {
  /// The amount of every money column of a row, by the column's key; nil where the row has none.
  func amounts(_ row: StatementRow) -> [String: Money] {
    var amounts: [String: Money] = [:]
    for (column, cell) in zip(columns, row.cells) {
      if case .money(let money) = cell { amounts[column.key] = money }
    }
    return amounts
  }

  func rows(_ kind: StatementRow.Kind) -> [StatementRow] { rows.filter { $0.kind == kind } }

  /// The sum of rows, column by column.
  func sum(_ rows: some Sequence<StatementRow>) -> [String: Money] {
    rows.reduce(into: [:]) { $0.merge(amounts($1), uniquingKeysWith: +) }
  }
}
