@testable import Ledger

/// Random operations, valid and invalid; the same seed gives the same ones.
struct ModelGenerator {
  var random: SeededRandom
  private var keyCount = 0

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
  mutating func one<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }

  mutating func day(_ window: DayWindow) -> Day {
    window.from.adding(days: Int.random(in: 0..<window.days, using: &random))
  }

  mutating func newKey() -> String {
    keyCount += 1
    return "key-\(keyCount)"
  }

  /// The days that entries are dated in.
  static let dates = DayWindow(unchecked: Day(unchecked: 2021, 6, 1), Day(unchecked: 2022, 12, 31))

  /// One operation. With `batch`, several entries in one call.
  mutating func operation(_ model: ModelBooks, batch: Bool, recorders: Bool) -> ModelOperation {
    let site = Int.random(in: 0...1, using: &random)
    let actor: ModelOperation.Actor = recorders && chance(50) ? .recorder : .administrator
    let books = model.sites[site]
    let action: ModelOperation.Action
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<12: action = .reverse(reversal(books, other: model.sites[1 - site]))
    case 12..<17: action = periods(books)
    case 17..<21: return ModelOperation(actor: .administrator, site: site, action: .release(release(books)))
    default:
      let count = batch ? Int.random(in: 1...5, using: &random) : 1
      var drafts = (0..<count).map { _ in draft(books) }
      if chance(batch ? 35 : 45) {
        let index = Int.random(in: drafts.indices, using: &random)
        spoil(&drafts[index], books, other: model.sites[1 - site])
        if chance(10) { spoil(&drafts[index], books, other: model.sites[1 - site]) }
      }
      if batch, chance(6) { drafts.append(drafts[0]) }
      if batch, chance(10), let number = books.entries.keys.sorted().randomElement(using: &random) {
        drafts += books.entries[number].map { [$0.draft] } ?? []
      }
      action = .post(drafts)
    }
    return ModelOperation(actor: actor, site: site, action: action)
  }

  private mutating func reversal(_ site: ModelBooks.Site, other: ModelBooks.Site) -> ModelOperation.Reversal {
    let known = site.entries.keys.sorted()
    let number: Int64
    switch Int.random(in: 0..<20, using: &random) {
    case 0: number = 9_999_999
    case 1: number = other.entries.keys.sorted().last ?? 0
    case 2...3: number = site.reversedBy.keys.sorted().last ?? 0
    case 4...5: number = site.reversedBy.values.sorted().first ?? 0
    case 6...7: number = site.refundedBy.keys.sorted().last ?? 0
    case 8: number = site.refundedBy.values.flatMap { $0 }.sorted().last ?? 0
    default: number = known.isEmpty ? 1 : one(known)
    }
    if chance(15), let earlier = site.reversedBy[number], let entry = site.entries[earlier] {
      let date = chance(70) ? entry.draft.date : day(Self.dates)
      return .init(number: number, date: date, reason: entry.reason ?? "")
    }
    return .init(
      number: number, date: day(Self.dates), reason: chance(4) ? " \t" : chance(50) ? "wrong amount" : "twice")
  }

  private mutating func release(_ site: ModelBooks.Site) -> ModelOperation.Release {
    let award = one(site.awards.keys.sorted())
    let left = site.awards[award]?.restricted ?? 0
    return .init(
      award: award, cents: chance(40) ? max(1, left) + number(0...1) : number(1...max(1, left / 3)),
      date: day(Self.dates),
      key: chance(12) ? "released" : newKey())
  }

  private mutating func periods(_ site: ModelBooks.Site) -> ModelOperation.Action {
    let reason = chance(5) ? "" : "month end"
    let known = Self.dates.split(by: .month).map(\.from.month)
    // Not far, so that most of what is recorded falls on open days.
    let closed = known.filter(site.isClosed)
    if chance(closed.count > 2 ? 90 : 25) {
      return .reopen(chance(80) && !closed.isEmpty ? one(closed) : one(known), reason: reason)
    }
    return .close(one(chance(85) ? Array(known.prefix(closed.count + 3)) : known), reason: reason)
  }
}
