import Glibc
import Ledger

/// Postings through the library, against bare INSERTs of the same rows into tables of the same columns and keys without
/// rules, foreign keys or row-level security. Seals are measured by themselves.
struct Posting: Sendable {
  let target: ConnectionTarget

  init(_ sample: SampleServer) { target = sample.target }

  func run() throws {
    try makeBareTables()
    _ = try open().limitTail(to: 1_000_000)
    try latency()
    try dated()
    let single = try ours(connections: 1, each: 1000, batch: 1, line: .own, cash: .spread)
    try batches(single)
    try bulk(single)
    try load()
  }

  /// One entry: the time until it is answered, and the processor time that the server's session takes for it.
  private func latency() throws {
    let books = try open()
    let bare = try target.connectAsInstaller()
    let site = try books.organization("site")
    let award = try books.award(SampleServer.award(0))
    var (number, bareNumber) = (KeyRange.next(1_000), KeyRange.next(1_000))
    let (count, warmUp) = (500, 20)
    let sessions = try [ProcessorTime(of: books.connection), ProcessorTime(of: bare)]
    let before = try sessions.map { try $0.nanoseconds() }
    let result = try compare(
      count: count, warmUp: warmUp,
      ours: {
        number += 1
        try books.post(try SampleServer.expense(number, of: award), to: site)
      },
      other: {
        bareNumber += 1
        try Self.insert(try SampleServer.expense(bareNumber, of: award), number: bareNumber, bare)
      })
    Table.printRow(
      "one posting, until it is answered, against a bare INSERT", "\(Table.text(result.ours)) ms",
      "\(Table.text(result.other)) ms", ratio: result.ratio)
    let spent = try zip(sessions, before).map { try $0.nanoseconds() - $1 }
      .map { Double($0) / 1e6 / Double(count + warmUp) }
    Table.printRow(
      "one posting, processor time of its session, against a bare INSERT", "\(Table.text(spent[0])) ms",
      "\(Table.text(spent[1])) ms", ratio: spent[0] / spent[1], aim: .atMost(3))
  }

  /// One entry on a line of which nothing may be overspent, each on the day after the last, against entries of one and the same day:
  /// what a limit by day costs over one without days.
  private func dated() throws {
    let books = try open()
    let site = try books.organization("site")
    let awards = try ["BY-DAY", "ONE-DAY"].map { code in
      let term = try books.award(SampleServer.award(0)).term
      try books.addAward(
        AwardDraft(
          code: code, name: "Youth engagement", funder: "funder", amount: Money(cents: 3_000_000), term: term,
          recognition: .unconditional), to: site)
      try books.adopt(
        BudgetDraft(lines: SampleServer.budgetLines), for: try books.award(code),
        BudgetApproval(effectiveOn: term.from, approvedBy: "Funder"))
      var terms = TermsChange()
      terms.set("overspend_policy", OverspendPolicy.block.rawValue)
      try books.setTerms(
        terms, of: try books.award(code), TermsApproval(effectiveOn: term.from, approvedBy: "Funder"))
      return try books.award(code)
    }
    func post(_ award: Award, day: Day, key: String) throws {
      try books.post(
        try Expense(
          amount: Money(cents: 1), date: day, service: DayWindow(from: day, through: day), payee: "shop",
          paidFrom: .bank, key: key
        ).entry(award: award, line: award.lines[0], account: nil), to: site)
    }
    var (ordered, other) = (0, 0)
    let result = try compare(
      count: 300, warmUp: 20,
      ours: {
        ordered += 1
        try post(awards[0], day: awards[0].term.from.adding(days: ordered), key: "by-day-\(ordered)")
      },
      other: {
        other += 1
        try post(awards[1], day: awards[1].term.from, key: "one-day-\(other)")
      })
    Table.printRow(
      "one posting on a line that refuses, in the order of days, against the same all of one day",
      "\(Table.text(result.ours)) ms", "\(Table.text(result.other)) ms", ratio: result.ratio, aim: .atMost(1.1))
  }

  private func batches(_ single: Double) throws {
    for (size, aim) in [(100, nil), (1_000, Table.Aim.atLeast(20)), (8_000, nil)] {
      let rate = try ours(connections: 1, each: max(4_000, 3 * size), batch: size, line: .own, cash: .spread)
      row("batches of \(size), against single postings", rate, single, aim)
    }
  }

  private func bulk(_ single: Double) throws {
    let books = try open()
    let count = 24_000
    let award = try books.award(SampleServer.award(0))
    let first = KeyRange.next(count)
    let rows = (0..<count).map { index in
      let day = award.term.from.adding(days: index % 365)
      return
        "\(day),\(award.code),\(award.lines[index % 10].code),\(index % 90 + 10).10,shop,\(day),bulk-\(first + index)\n"
    }
    let file = InputFile(
      Array(("date,award,line,amount,payee,service_date,key\n" + rows.joined()).utf8), name: "bulk.csv")
    let seconds = try milliseconds { _ = try books.importExpenses(file) } / 1000
    row("a file of \(count), against single postings", Double(count) / seconds, single, nil)
  }

  private func load() throws {
    let (connections, each) = (16, 250)
    let bare = try bareRate(connections: connections, each: each)
    let spread = try ours(connections: connections, each: each, batch: 1, line: .own, cash: .spread)
    row("16 connections, spread over awards and accounts, against bare INSERTs", spread, bare, nil)
    let cash = try ours(connections: connections, each: each, batch: 1, line: .own, cash: .one)
    row("16 connections, all on one cash account, against spread", cash, spread, .atLeast(0.8))
    row("16 connections, all on one cash account, against bare INSERTs", cash, bare, .atLeast(0.4))
    let hot = try ours(connections: connections, each: each, batch: 1, line: .one, cash: .one)
    row("16 connections, all on one budget line and one cash account, against spread", hot, spread, nil)
  }

  private func row(_ what: String, _ ours: Double, _ other: Double, _ aim: Table.Aim?) {
    Table.printRow(what, "\(Int(ours)) a second", "\(Int(other)) a second", ratio: ours / other, aim: aim)
  }

  private enum Spread { case one, own, spread }

  /// Entries a second.
  private func ours(connections: Int, each count: Int, batch: Int, line: Spread, cash: Spread) throws -> Double {
    let first = KeyRange.next(connections * count)
    let accounts: [MoneyAccount] = [.bank, .pettyCash, .payable, .card]
    let seconds = together(connections) { thread, ready in
      let books = try open()
      let site = try books.organization("site")
      let award = try books.award(SampleServer.award(line == .one ? 0 : thread))
      let drafts = try (0..<count).map { index in
        try SampleServer.expense(
          first + thread * count + index, of: award, line: line == .one ? 0 : nil,
          from: cash == .one ? .bank : accounts[thread % accounts.count])
      }
      ready()
      for start in stride(from: 0, to: count, by: batch) {
        if batch == 1 {
          try books.post(drafts[start], to: site)
        } else {
          try books.post(Array(drafts[start..<min(start + batch, count)]), to: site)
        }
      }
    }
    return Double(connections * count) / seconds
  }

  private func bareRate(connections: Int, each count: Int) throws -> Double {
    let first = KeyRange.next(connections * count)
    let award = try open().award(SampleServer.award(0))
    let seconds = together(connections) { thread, ready in
      let bare = try target.connectAsInstaller()
      let numbers = (0..<count).map { first + thread * count + $0 }
      let drafts = try numbers.map { try SampleServer.expense($0, of: award) }
      ready()
      for (number, draft) in zip(numbers, drafts) { try Self.insert(draft, number: number, bare) }
    }
    return Double(connections * count) / seconds
  }

  private func open() throws -> Books { Books(try Migrator().openBooks(target)) }

  private func makeBareTables() throws {
    try target.connectAsInstaller().script(
      """
      create schema bare;
      create table bare.journal_entry (like ledger.journal_entry including defaults including indexes);
      create table bare.journal_line (like ledger.journal_line including defaults including indexes);
      """)
  }

  private static func insert(_ draft: EntryDraft, number: Int, _ connection: borrowing Connection) throws {
    let lines = draft.lines
    try connection.execute(
      """
      with entry as (
        insert into bare.journal_entry (
          organization_id, id, entry_date, kind, description, idempotency_key, record_number, recorded_at, recorded_by, salts)
        values (
          1, \(number), \(draft.date), \(draft.kind.rawValue), \(draft.description), \(draft.key), \(number), now(),
          session_user, decode(repeat('5a', 48), 'hex'))
        returning id
      )
      insert into bare.journal_line (
        organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
        program_code, award_code, budget_line_code, party_code, service_from, service_through, memo)
      select 1, \(number)::bigint, row_number() over (), \(draft.date)::date, l.*
      from unnest(
        \(lines.map(\.account))::text[], \(lines.map(\.fund))::text[], \(lines.map(\.amount))::bigint[],
        \(lines.map(\.netAssetClass?.rawValue))::text[], \(lines.map(\.function?.rawValue))::text[],
        \(lines.map(\.program))::text[], \(lines.map(\.award))::text[], \(lines.map(\.budgetLine))::text[],
        \(lines.map(\.party))::text[], \(lines.map(\.service?.from))::date[], \(lines.map(\.service?.through))::date[],
        \(lines.map(\.memo))::text[]) as l
      """)
  }
}

/// Numbers that no entry has yet.
enum KeyRange {
  nonisolated(unsafe) private static var last = 1_000_000

  /// The first of so many; asked for by the main thread only.
  static func next(_ count: Int) -> Int {
    defer { last += count }
    return last
  }
}
