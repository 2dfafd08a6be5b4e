import Testing

@testable import Ledger

/// Random bills, purchases, advances, refunds, payments, voids and reversals, against a model of its own: what is open, and what
/// payables, cards and cash say on any day.
@Suite struct PayablesPropertyTests {
  @Test(arguments: [41, 42, 43] as [UInt64]) func statementsTieToAccounts(seed: UInt64) throws {
    let world = try PayablesWorld(seed: seed)
    for step in 1...150 {
      try world.step(step)
      if step.isMultiple(of: 30) { try world.compare() }
    }
    #expect(world.counts.count == PayablesWorld.Operation.allCases.count && world.refused > 0, "\(world.counts)")
    #expect(try brokenRules(world.books.connection).isEmpty)
  }
}

/// The books and the model, side by side.
final class PayablesWorld {
  enum Operation: String, CaseIterable { case bill, purchase, advance, refund, payment, void, reversal, match, clear }

  /// An item of the model: what it was for, and every change of it by day.
  struct Item {
    let entry: Int64
    let kind: OpenItem.Kind
    let fund: String
    let party: String
    let amount: Int64
    var changes: [(day: Day, cents: Int64)]
    func open(on day: Day) -> Int64 { changes.filter { $0.day <= day }.map(\.cents).reduce(0, +) }
    var open: Int64 { open(on: .latest) }
  }

  let sample: SampleBooks
  let books: Books
  private var random: SeededRandom
  private var items: [Item] = []
  /// Of each payment that stands: the items by index, with the cents that were added.
  private var payments: [(entry: Int64, day: Day, parts: [(item: Int, cents: Int64)])] = []
  private var cash: [(fund: String, day: Day, cents: Int64)] = []
  private(set) var counts: [Operation: Int] = [:]
  private(set) var refused = 0

  init(seed: UInt64) throws {
    sample = try SampleBooks.copy()
    books = Books(try sample.as(.recorder))
    random = SeededRandom(seed: seed)
    for entry in try books.entries(of: sample.north) {
      for line in entry.draft.lines where line.account == "1010" {
        cash.append((line.fund, entry.draft.date, line.amount.cents))
      }
    }
  }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
  private func day() -> Day { "2021-09-01".day.adding(days: below(150)) }
  private func cents() -> Int64 { Int64(1 + below(20_000)) }
  private func party() -> String { below(2) == 0 ? "acme" : "fund" }

  func step(_ number: Int) throws {
    let operations =
      Operation.allCases + [.bill, .bill, .refund, .refund, .refund, .payment, .payment, .match, .match]
    let operation = operations[below(operations.count)]
    let key = "step \(number)"
    let done =
      switch operation {
      case .bill: try cost(key, .payable)
      case .purchase: try cost(key, .card)
      case .advance: try advance(key)
      case .refund: try refund(key)
      case .payment: try payment(key)
      case .void: try void()
      case .reversal: try reversal()
      case .match: try match(key)
      case .clear: try clear(key)
      }
    if done { counts[operation, default: 0] += 1 }
  }

  /// A cost in one fund or two, owed.
  private func cost(_ key: String, _ kind: OpenItem.Kind) throws -> Bool {
    let (day, party) = (day(), party())
    var lines: [EntryLine] = []
    let funds = below(3) == 0 ? ["OPEN", "general"] : [below(2) == 0 ? "OPEN" : "general"]
    var parts: [(String, Int64)] = []
    for fund in funds {
      let cents = cents()
      parts.append((fund, cents))
      lines.append(
        EntryLine(
          account: "8110", fund: fund, amount: Money(cents: cents), netAssetClass: .without, function: .program,
          program: "program", award: fund == "OPEN" ? "OPEN" : nil, budgetLine: fund == "OPEN" ? "supplies" : nil,
          party: party, service: DayWindow(unchecked: day, day)))
      lines.append(
        EntryLine(account: sample.north.accounts[kind.role], fund: fund, amount: Money(cents: -cents), party: party))
    }
    let draft = EntryDraft(key: key, date: day, kind: .expense, description: key, lines: lines)
    let entry: Int64
    if kind == .payable {
      let bill = BillDraft(payee: party, invoice: key, invoicedOn: day, due: day.adding(days: below(60)))
      let north = sample.north
      entry = try books.write { try books.record(bill, draft, to: north) }.number
    } else {
      entry = try books.post(draft, to: sample.north).number
    }
    for (fund, cents) in parts {
      items.append(Item(entry: entry, kind: kind, fund: fund, party: party, amount: -cents, changes: [(day, -cents)]))
    }
    return true
  }

  private func advance(_ key: String) throws -> Bool {
    let (day, cents, party) = (day(), cents(), party())
    let entry = try books.post(
      EntryDraft(
        key: key, date: day, description: key,
        lines: [
          EntryLine(account: "1310", fund: "general", amount: Money(cents: cents), party: party),
          EntryLine(account: "1010", fund: "general", amount: Money(cents: -cents), party: party),
        ]), to: sample.north
    ).number
    items.append(
      Item(entry: entry, kind: .advance, fund: "general", party: party, amount: cents, changes: [(day, cents)]))
    cash.append(("general", day, -cents))
    return true
  }

  /// Something comes back of a bill or purchase of one fund, as a credit for later: an item of the other sign.
  private func refund(_ key: String) throws -> Bool {
    let candidates = items.filter { item in
      item.kind != .advance && item.amount < 0 && item.fund == "OPEN" && items.count { $0.entry == item.entry } == 1
        && item.open == item.amount
    }
    guard !candidates.isEmpty else { return false }
    let item = candidates[below(candidates.count)]
    let expense = try books.entry("\(item.entry)", of: sample.north)
    guard expense.refundedBy.isEmpty, expense.reversedBy == nil else { return false }
    let cents = 1 + Int64(below(Int(-item.amount)))
    let day = expense.draft.date.adding(days: below(20))
    let draft = try expense.refundEntry(
      Money(cents: cents), of: sample.north, on: day, to: item.kind == .payable ? .payable : .card, key: key)
    let entry = try books.post(draft, to: sample.north).number
    items.append(
      Item(entry: entry, kind: item.kind, fund: item.fund, party: item.party, amount: cents, changes: [(day, cents)]))
    return true
  }

  /// Pays some of what is owed to a party, in parts now and then, credits taken off; or too much, which is refused.
  private func payment(_ key: String) throws -> Bool {
    let (party, kind) = (party(), below(3) == 0 ? OpenItem.Kind.card : .payable)
    var day = day()
    let open = try books.openItems(of: sample.north, kind, party: party)
    let chosen = open.filter { _ in below(3) > 0 }
    guard !chosen.isEmpty else { return false }
    day = max(day, chosen.map(\.date).max() ?? day)
    var parts = chosen.map { item in
      let part = below(3) == 0 ? 1 + Int64(below(Int(abs(item.open.cents)))) : abs(item.open.cents)
      return SettledPart(item: item, amount: Money(cents: item.open.isNegative ? part : -part))
    }
    guard parts.map(\.amount).total() > .zero else { return false }
    let isTooMuch = below(6) == 0
    if isTooMuch, let last = parts.lastIndex(where: { $0.amount > .zero }) {
      parts[last] = SettledPart(item: parts[last].item, amount: parts[last].item.owed + Money(cents: 1))
    }
    let draft = PaymentDraft(
      payee: party, account: "1010", method: .transfer, date: day, parts: parts, key: key)
    let isCovered = fits(parts, day)
    do {
      let north = sample.north
      let posted = try books.write { try books.pay(draft, of: north) }
      #expect(!isTooMuch && isCovered)
      settle(parts, day, posted.number)
      for fund in Set(parts.map(\.item.fund)) {
        cash.append((fund, day, -parts.filter { $0.item.fund == fund }.map(\.amount).total().cents))
      }
    } catch  where SQLState("LB001") ~= error {
      #expect(isTooMuch || !isCovered)
      refused += 1
    }
    return true
  }

  private func index(of item: OpenItem) -> Int? {
    items.firstIndex {
      $0.entry == item.entry && $0.fund == item.fund && $0.party == item.party && $0.kind == item.kind
    }
  }

  /// Whether on no day more of the items is settled than there is of them: what undoes a payment may be dated later.
  private func fits(_ parts: [SettledPart], _ day: Day) -> Bool {
    let changes = parts.compactMap { part in index(of: part.item).map { (item: $0, cents: part.amount.cents) } }
    return Dictionary(grouping: changes, by: \.item).allSatisfy { index, changes in
      fits(items[index], [(day, changes.map(\.cents).reduce(0, +))])
    }
  }

  private func fits(_ item: Item, _ more: [(day: Day, cents: Int64)]) -> Bool {
    var open: Int64 = 0
    return Dictionary(grouping: item.changes + more, by: \.day).sorted { $0.key < $1.key }.allSatisfy { _, changes in
      open += changes.map(\.cents).reduce(0, +)
      return (min(item.amount, 0)...max(item.amount, 0)).contains(open)
    }
  }

  /// Posts what settles items; refused where on some day it is too much.
  private func post(_ draft: EntryDraft, settling parts: [SettledPart]) throws -> Int64? {
    let isCovered = fits(parts, draft.date)
    do {
      let posted = try books.post(draft, to: sample.north)
      #expect(isCovered)
      settle(parts, draft.date, posted.number)
      return posted.number
    } catch  where SQLState("LB001") ~= error {
      #expect(!isCovered)
      refused += 1
      return nil
    }
  }

  private func settle(_ parts: [SettledPart], _ day: Day, _ entry: Int64) {
    var settled: [(item: Int, cents: Int64)] = []
    for part in parts {
      guard let index = index(of: part.item) else { continue }
      items[index].changes.append((day, part.amount.cents))
      settled.append((index, part.amount.cents))
    }
    payments.append((entry, day, settled))
  }

  private func void() throws -> Bool {
    guard !payments.isEmpty else { return false }
    let payment = payments.remove(at: below(payments.count))
    let day = payment.day.adding(days: below(30))
    let draft = try books.entry("\(payment.entry)", of: sample.north).draft
    try books.reverse(payment.entry, of: sample.north, on: day, reason: "void")
    for (item, cents) in payment.parts { items[item].changes.append((day, -cents)) }
    for line in draft.lines where line.account == "1010" { cash.append((line.fund, day, -line.amount.cents)) }
    return true
  }

  /// Reverses the entry of an item; refused where any of it is settled, or where it was refunded.
  private func reversal() throws -> Bool {
    let candidates = items.filter { $0.open != 0 || $0.changes.count > 1 }
    guard !candidates.isEmpty else { return false }
    let entry = candidates[below(candidates.count)].entry
    let recorded = try books.entry("\(entry)", of: sample.north)
    guard recorded.reversedBy == nil, recorded.refundedBy.isEmpty else { return false }
    let parts = items.indices.filter { items[$0].entry == entry }
    let isUntouched = parts.allSatisfy { items[$0].open == items[$0].amount }
    let day = recorded.draft.date.adding(days: below(40))
    let isCovered = parts.allSatisfy { fits(items[$0], [(day, -items[$0].amount)]) }
    do {
      try books.reverse(entry, of: sample.north, on: day, reason: "mistake")
      #expect(isUntouched && isCovered)
      for part in parts { items[part].changes.append((day, -items[part].amount)) }
      for line in recorded.draft.lines where line.account == "1010" {
        cash.append((line.fund, day, -line.amount.cents))
      }
    } catch  where SQLState("LB002") ~= error {
      #expect(!isUntouched)
      refused += 1
    } catch  where SQLState("LB001") ~= error {
      #expect(isUntouched && !isCovered)
      refused += 1
    }
    return true
  }

  private func match(_ key: String) throws -> Bool {
    let open = try books.openItems(of: sample.north, .payable, party: party())
    let day = max(day(), open.map(\.date).max() ?? .earliest)
    guard let draft = try? open.matched(on: day, key: key, name: "them") else { return false }
    let parts = draft.lines.compactMap { line in
      open.first { $0.entry == line.settles && $0.fund == line.fund }.map {
        SettledPart(item: $0, amount: line.amount)
      }
    }
    _ = try post(draft, settling: parts)
    return true
  }

  /// Receipts for an advance, or its return to the bank.
  private func clear(_ key: String) throws -> Bool {
    let party = party()
    let open = try books.openItems(of: sample.north, .advance, party: party).filter { $0.open > .zero }
    guard !open.isEmpty else { return false }
    let day = max(day(), open.map(\.date).max() ?? .earliest)
    let amount = Money(cents: 1 + Int64(below(Int(open.map(\.open).total().cents))))
    guard let parts = open.parts(of: amount) else { return false }
    let isReturn = below(2) == 0
    let debit =
      isReturn
      ? EntryLine(account: "1010", fund: "general", amount: amount)
      : EntryLine(
        account: "8110", fund: "general", amount: amount, netAssetClass: .without, function: .program,
        program: "program", party: "acme", service: DayWindow(unchecked: day, day))
    let draft = EntryDraft(
      key: key, date: day, kind: isReturn ? .journal : .expense, description: key, lines: [debit] + parts.map(\.line))
    guard try post(draft, settling: parts) != nil else { return true }
    if isReturn { cash.append(("general", day, amount.cents)) }
    return true
  }

  /// What is open, what the statements say and what the accounts say, on days before, between and after.
  func compare() throws {
    for day in [.latest, day(), day()] {
      let open = try books.openItems(of: sample.north, asOf: day)
      let found = open.map { "\($0.entry) \($0.kind.role) \($0.fund) \($0.party ?? "") \($0.open.cents)" }.sorted()
      let expected = items.filter { $0.open(on: day) != 0 }
        .map { "\($0.entry) \($0.kind.role) \($0.fund) \($0.party) \($0.open(on: day))" }.sorted()
      #expect(found == expected)
      let trial = try books.trialBalance(of: sample.north, asOf: day)
      func balance(_ account: String) -> Money { trial.rows.filter { $0.account == account }.map(\.balance).total() }
      let ageing = try books.payables(of: sample.north, asOf: day)
      #expect(ageing.owed(.payable) == -balance("2010") && ageing.owed(.card) == -balance("2015"))
      #expect(ageing.owed(.payable) == ageing.balances["2010"] ?? .zero)
      #expect(open.filter { $0.kind == .advance }.map(\.open).total() == balance("1310"))
      let statement = ageing.statement()
      #expect(!statement.notes.contains { $0.contains("differ") })
      let window = DayWindow(unchecked: min(day, "2021-10-15".day), day)
      let cash = try books.cash(of: sample.north, in: window)
      #expect(cash.balance(of: "1010") == balance("1010"))
      for fund in ["OPEN", "general"] {
        let row = cash.rows.filter { $0.fund == fund && $0.account == "1010" }
        let modeled = self.cash.filter { $0.fund == fund && $0.day <= day }.map(\.cents).reduce(0, +)
        #expect(row.map(\.balance).total().cents == modeled, "\(fund) \(day)")
      }
    }
  }
}
