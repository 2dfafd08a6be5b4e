import Foundation
import Testing

@testable import Ledger

/// Random operations, valid and invalid: the database answers as the model does, and holds what the model holds.
///
/// `LEDGER_MODEL_STEPS` and `LEDGER_MODEL_SEED` choose how many and which.
@Suite struct ModelBooksTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let steps = environment["LEDGER_MODEL_STEPS"].flatMap { Int($0) } ?? 3000
  private static let usualSeed: UInt64 = 20_210_701
  static let seed = environment["LEDGER_MODEL_SEED"].flatMap { UInt64($0) } ?? usualSeed
  /// Whether a run is long enough, and the one known, to have met every answer.
  private static let meetsAll = steps >= 3000 && seed == usualSeed

  /// Answers that the usual run must have met, so that it cannot become meaningless unseen.
  private static let expected: Set<String> = [
    "LE001", "LE002", "LE004", "LE005", "LE006", "LE007", "LE011", "LE012", "LE013", "LE014", "LA001", "LA002", "LA003",
    "LA004",
    "LA005", "LA006", "LA012", "LA018", "LA019", "LE021", "LE022", "LK001", "LP001", "LP002", "LP003", "LE017",
    "remark_is_text",
    "journal_entry_key_is_text", "journal_entry_refund_check", "journal_entry_refunds_fkey",
    "journal_entry_reversed_once", "journal_entry_reverses_fkey",
    "LR002", "journal_line_budget_check",
    "journal_line_program_check",
    "journal_line_service_required", "posted", "already recorded", "changed",
  ]

  @Test func entryAfterEntry() throws {
    let met = try run(steps: Self.steps, batch: false, recorders: false)
    if Self.meetsAll { #expect(Self.expected.subtracting(met.keys).isEmpty) }
  }

  @Test func batchesOverTwoConnections() throws {
    let met = try run(steps: max(1, Self.steps / 3), batch: true, recorders: true)
    if Self.meetsAll {
      #expect(Set(["LM001", "42501", "LK002", "LE001", "LE012", "posted"]).subtracting(met.keys).isEmpty)
    }
  }

  /// The next number can be guessed, but an entry never reverses or refunds itself.
  @Test func anEntryDoesNotReferToItself() throws {
    let world = try ModelWorld.make()
    let day = Day(unchecked: 2021, 8, 1)
    func refund(of number: Int64) -> ModelOperation.Action {
      let lines = [
        EntryLine(account: "1010", fund: "general", amount: Money(cents: 5)),
        EntryLine(account: "1040", fund: "general", amount: Money(cents: -5)),
      ]
      let draft = EntryDraft(
        key: "refund", date: day, kind: .refund, description: "Refund", refunds: number, lines: lines)
      return .post([draft])
    }
    for guess in Int64(1)...4 {
      for action in [.reverse(.init(number: guess, date: day, reason: "wrong")), refund(of: guess)] {
        let operation = ModelOperation(actor: .administrator, site: 0, action: action)
        #expect(try world.perform(operation).answer == world.model.answer(to: operation))
      }
    }
  }

  /// Compares every answer; stops at the first that differs. Returns how often each answer came.
  private func run(steps: Int, batch: Bool, recorders: Bool) throws -> [String: Int] {
    let world = try ModelWorld.make()
    var generator = ModelGenerator(seed: Self.seed)
    var met: [String: Int] = [:]
    for step in 1...steps {
      let operation = generator.operation(world.model, batch: batch, recorders: recorders)
      let expected = world.model.answer(to: operation)
      let (answer, numbers) = try world.perform(operation)
      met[Self.word(answer), default: 0] += 1
      guard answer == expected else {
        Issue.record("seed \(Self.seed), step \(step): the model says \(expected), the books \(answer)\n\(operation)")
        return met
      }
      if case .refused = answer {} else { world.model.record(operation, numbers: numbers) }
      guard step % 250 == 0 || step == steps else { continue }
      guard try world.isAsModeled("seed \(Self.seed), step \(step)") else { return met }
    }
    return met
  }

  private static func word(_ answer: ModelAnswer) -> String {
    switch answer {
    case .refused(let name): name
    case .posted(let known): known.contains { $0 != nil } ? "already recorded" : "posted"
    case .changed: "changed"
    }
  }
}

extension ModelWorld {
  /// Compares everything that the books hold with the model.
  func isAsModeled(_ place: String) throws -> Bool {
    var found: [String] = []
    for (organization, site) in zip(organizations, model.sites) {
      let entries = try administrator.entries(of: organization)
      if Set(entries.map(\.draft.key)) != Set(site.keys.keys) { found.append("keys of \(site.code)") }
      if entries.count != site.entries.count { found.append("number of entries of \(site.code)") }
      for entry in entries {
        let known = site.entries[entry.number]
        // The model says apart what a reversal turns, and why.
        var draft = entry.draft
        (draft.reverses, draft.reversalReason) = (nil, nil)
        let same =
          known?.draft == draft && known?.reverses == entry.reverses && known?.reason == entry.reversalReason
          && site.reversedBy[entry.number] == entry.reversedBy
          && site.refundedBy[entry.number, default: []].sorted() == (entry.refundedBy + entry.reclassedBy).sorted()
        if !same { found.append("entry \(entry.number) of \(site.code)") }
      }
      if try balances(of: organization) != site.balances { found.append("balances of \(site.code)") }
      if try administrator.closedThrough(of: organization)?.month != site.closed {
        found.append("periods of \(site.code)")
      }
      for award in site.awards.values {
        let read = try administrator.award("\(site.code)/\(award.code)")
        let stored = try administrator.progress(of: read)
        let balances = try administrator.balances(of: read)
        if stored.promised.cents != award.promised || stored.received.cents != award.received
          || balances.restricted.cents != award.restricted
        {
          found.append("progress of \(site.code)/\(award.code)")
        }
      }
    }
    found += try administrator.check().broken.map { "\($0)" }
    if !found.isEmpty { Issue.record("\(place): \(found.prefix(20).joined(separator: "\n"))") }
    return found.isEmpty
  }

  private func balances(of organization: Organization) throws -> [[String?]: Int64] {
    var balances: [[String?]: Int64] = [:]
    try administrator.connection.execute(
      """
      select account_code, fund_code, net_asset_class, award_code, budget_line_code, sum(amount_cents)::bigint as cents
      from ledger.journal_line
      where organization_id = \(organization.id)
      group by 1, 2, 3, 4, 5
      """
    ).forEachRow { row in
      let names = ["account_code", "fund_code", "net_asset_class", "award_code", "budget_line_code"]
      balances[try names.map { try row.textOrNil($0) }] = try row.int64("cents")
    }
    return balances
  }
}

extension ModelBooks.Site {
  /// By account, fund, class, award and budget line.
  var balances: [[String?]: Int64] {
    var balances: [[String?]: Int64] = [:]
    for line in entries.values.flatMap(\.draft.lines) {
      let key = [line.account, line.fund, line.netAssetClass?.rawValue, line.award, line.budgetLine]
      balances[key, default: 0] += line.amount.cents
    }
    return balances
  }
}
