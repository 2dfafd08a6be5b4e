@testable import Ledger

/// Books with a prepayment of three entries beside what is owed, and the ways to break the rules of origins.
struct OriginBooks {
  let payables: PayablesBooks
  var sample: SampleBooks { payables.sample }
  /// The entries of the prepayment, in order.
  let parts: [Int64]

  static func copy() throws -> OriginBooks {
    let payables = try PayablesBooks.copy()
    let recorder = Books(try payables.sample.as(.recorder))
    let parts = try recorder.record(prepayment("prepaid"), as: .prepayment, to: payables.sample.north)
    return OriginBooks(payables: payables, parts: parts.map(\.number))
  }

  /// A cost of 90.00 paid ahead and spread over two months, under keys that begin so.
  static func prepayment(_ key: String) -> [EntryDraft] {
    var paid = Drafts.expense(key: key, cents: 90_00, on: "2021-09-01")
    paid.kind = .journal
    paid.lines[0] = EntryLine(account: "1450", fund: "OPEN", amount: Money(cents: 90_00), party: "acme")
    let shares = [("2021-09-30", 30_00), ("2021-10-31", 60_00)].enumerated().map { index, share in
      Drafts.expense(key: "\(key):\(index + 1)", cents: Int64(share.1), on: share.0, from: "1450")
    }
    return [paid] + shares
  }

  /// A promise of the sample's award, for which nothing is promised yet.
  static func promise(_ key: String = "attempt") -> EntryDraft {
    Drafts.promise(key: key, cents: 100_00, award: "CASH")
  }

  /// A promise of two awards in one entry.
  private static var twoAwards: EntryDraft {
    promise().changed { $0.lines += Drafts.promise(key: "", cents: 20_00, award: "OPEN").lines }
  }

  /// The lines of an entry turned.
  static func turned(_ draft: EntryDraft) -> EntryDraft {
    var turned = draft
    turned.key = "attempt"
    turned.date = "2021-10-31".day
    for index in turned.lines.indices { turned.lines[index].amount = -turned.lines[index].amount }
    return turned
  }

  private static func record(_ kind: String, _ drafts: [EntryDraft], _ more: String = "") -> String {
    "select * from ledger.record_as(1, '\(kind)', \(DirectSQL.drafts(drafts))\(more)); set constraints all immediate"
  }

  /// Installments in January of 2022, in the year of the promise, of 2023 and so on; of each what is said of time.
  private static func installments(_ cents: [Int64], areTimeRestricted: [Bool?] = [nil, true]) -> String {
    let rows = zip(cents, areTimeRestricted).enumerated().map { index, part in
      "row('202\(2 + index)-01-15', \(part.0), \(part.1.map { "\($0)" } ?? "null"))::ledger.installment_draft"
    }
    return ", installments => array[\(rows.joined(separator: ", "))]"
  }

  private static func installed(_ rows: [(number: Int, day: String, cents: Int64)], areTimeRestricted: Bool = false)
    -> String
  {
    let values = rows.map { "(1, 9001, \($0.number), '\($0.day)', \($0.cents), \(areTimeRestricted))" }
    return
      "insert into ledger.promise_installment (organization_id, origin_number, number, due_on, amount_cents, is_time_restricted) "
      + "values \(values.joined(separator: ", "))"
  }

  private static let bill =
    ", row('acme', 'X-1', '2021-09-15', '2021-10-15', false)::ledger.bill_draft"

  private func attempt(_ name: String, _ refusal: String, _ function: String? = nil, direct: String? = nil)
    -> GrantAttempt
  {
    GrantAttempt(name: name, refusal: refusal, login: .recorder, function: function, direct: direct)
  }

  /// Ways to break the rules of origins.
  var attempts: [GrantAttempt] { shapes + keys + promises + turning + undoing }

  /// An accrual of 40.00 and its turning, under keys that begin so.
  static func accrual(_ key: String = "attempt") -> [EntryDraft] {
    let cost = Drafts.expense(key: key, cents: 40_00, on: "2021-09-30", from: "2150")
    var turning = turned(cost)
    (turning.key, turning.kind) = ("\(key):turned", .journal)
    return [cost, turning]
  }

  /// Origins whose entries do not turn each other.
  private var turning: [GrantAttempt] {
    let pair = Self.accrual()
    var (sooner, part, owed) = (pair, pair, pair)
    sooner[1].date = pair[0].date
    for line in part[1].lines.indices {
      part[1].lines[line].amount = line == 0 ? Money(cents: -30_00) : Money(cents: 30_00)
    }
    for entry in owed.indices { owed[entry].lines[1].account = "2110" }
    let reverse = "select * from ledger.reverse_entry(1, \(sample.number("expense")), '2021-10-05', 'attempt'); "
    func move(_ number: String, _ day: String) -> String {
      "select * from ledger.move_reversal(1, \(number), '\(day)', 'attempt'); set constraints all immediate"
    }
    let reversal =
      "(select id from ledger.journal_entry where reverses_entry_id = \(sample.number("expense")))"
    let moveBack =
      DirectSQL.post(Drafts.transfer(key: "attempt", on: "2021-10-10"))
      + "; select * from ledger.reverse_entry(1, (select id from ledger.journal_entry where idempotency_key = 'attempt'), "
      + "'2021-10-20', 'attempt'); "
      + move(
        "(select r.id from ledger.journal_entry r join ledger.journal_entry e on e.id = r.reverses_entry_id "
          + "where e.idempotency_key = 'attempt')", "2021-10-09")
    return [
      attempt(
        "accrual without its turning", "LO005", Self.record("accrual", [pair[0]]),
        direct: DirectSQL.origin("accrual", [pair[0]])),
      attempt(
        "accrual turned on its day", "LO005", Self.record("accrual", sooner)),
      attempt(
        "accrual turned in part", "LO005", Self.record("accrual", part)),
      attempt(
        "accrual that is owed as wages", "LO005", Self.record("accrual", owed)),
      attempt("turning without its accrual", "LA017", DirectSQL.post(pair[1])),
      attempt("turning as part of a prepayment", "LA017", Self.record("prepayment", pair)),
      attempt(
        "refund of a closed award that is a cost", "LO005", Self.record("refund", [Drafts.expense(key: "attempt")]),
        direct: DirectSQL.origin("refund", [Drafts.expense(key: "attempt")])),
      attempt(
        "return that is a cost", "LO005", Self.record("return", [Drafts.expense(key: "attempt")]),
        direct: DirectSQL.origin("return", [Drafts.expense(key: "attempt")])),
      attempt("cost as a reversal that was moved", "LO005", Self.record("moved_reversal", [pair[0]])),
      attempt("what is not a reversal moved", "LO005", move("\(parts[0])", "2021-10-05")),
      attempt("reversal moved before what it reverses", "LO005", moveBack),
      attempt("reversal moved to its own day", "LO005", reverse + move(reversal, "2021-10-05")),
    ]
  }

  private var shapes: [GrantAttempt] {
    let (one, three) = (Drafts.expense(key: "attempt"), Self.prepayment("attempt"))
    let known = "(select origin_number from ledger.journal_entry where id = \(parts[0]))"
    return [
      attempt("origin of no kind", "LO001", Self.record("stipend", [one])),
      attempt(
        "origin of a kind that is not there", "origin_kind_fkey", direct: DirectSQL.origin("stipend", [one])),
      attempt("bill without its invoice", "LO001", Self.record("bill", [one]), direct: DirectSQL.origin("bill", [one])),
      attempt("prepayment with an invoice", "LO001", Self.record("prepayment", three, Self.bill)),
      attempt("bill of several entries", "LE003", Self.record("bill", three, Self.bill)),
      attempt("origin of nothing", "LE003", Self.record("prepayment", [])),
      attempt("origin without entries", "LO001", direct: DirectSQL.origin("prepayment", [])),
      attempt(
        "entry of an origin that does not exist", "LO001",
        direct: DirectSQL.insert(one, origin: ("prepayment", 9001, 1))),
      attempt(
        "entry added to an origin later", "LO001",
        direct: DirectSQL.insert(one, origin: ("prepayment", 0, 4)).replacing(
          "'prepayment', 0, 4", with: "'prepayment', \(known), 4")),
      attempt(
        "parts with a hole", "LO001",
        direct: "insert into ledger.origin (organization_id, kind, number) values (1, 'prepayment', 9001); "
          + DirectSQL.insert(one, origin: ("prepayment", 9001, 2)) + "; set constraints all immediate"),
      attempt(
        "half an origin named", "journal_entry_origin_check",
        direct: DirectSQL.insert(one, origin: ("prepayment", 9001, 0)).replacing(
          "'prepayment', 9001, 0", with: "'prepayment', null, null")),
      attempt(
        "part zero", "journal_entry_origin_check", direct: DirectSQL.insert(one, origin: ("prepayment", 9001, 0))),
    ]
  }

  /// What is recorded under a key is another origin, another part, or has something else belonging to it.
  private var keys: [GrantAttempt] {
    let prepaid = Self.prepayment("prepaid")
    let bill = Drafts.expense(key: "bill", cents: 100_00, from: "2010")
    func invoice(_ number: String, _ due: String) -> String {
      ", row('acme', '\(number)', '2021-09-15', '\(due)', false)::ledger.bill_draft"
    }
    return [
      attempt("bill again with another due day", "LK001", Self.record("bill", [bill], invoice("A-1", "2021-10-16"))),
      attempt("bill again with another number", "LK001", Self.record("bill", [bill], invoice("A-9", "2021-10-15"))),
      attempt("bill again as an entry by itself", "LK001", DirectSQL.post(bill)),
      attempt("bill again as a prepayment", "LK001", Self.record("prepayment", [bill])),
      attempt(
        "entry by itself again as a bill", "LK001",
        Self.record("bill", [Drafts.expense(key: "card", cents: 30_00, from: "2015")], Self.bill)),
      attempt("prepayment again with an entry less", "LK001", Self.record("prepayment", Array(prepaid.dropLast()))),
      attempt(
        "prepayment again with an entry more", "LK001",
        Self.record("prepayment", prepaid + [Drafts.expense(key: "attempt")])),
      attempt("prepayment again in another order", "LK001", Self.record("prepayment", prepaid.reversed())),
      attempt(
        "prepayment again with another amount", "LK001",
        Self.record(
          "prepayment", prepaid.enumerated().map { $0.offset == 2 ? Drafts.expense(key: $0.element.key) : $0.element })),
      attempt("part of a prepayment again by itself", "LK001", DirectSQL.post(prepaid[1])),
    ]
  }

  private var promises: [GrantAttempt] {
    [
      attempt(
        "installments below the promise", "LO003",
        Self.record("promise", [Self.promise()], Self.installments([60_00, 39_99])),
        direct: DirectSQL.origin("promise", [Self.promise()], then: Self.installed([(1, "2022-01-15", 99_99)]))),
      attempt(
        "installments beyond the promise", "LO003",
        Self.record("promise", [Self.promise()], Self.installments([60_00, 40_01]))),
      attempt(
        "installments out of order", "LO003",
        direct: DirectSQL.origin(
          "promise", [Self.promise()],
          then: Self.installed([(2, "2022-01-15", 60_00), (1, "2023-01-15", 40_00)]))),
      attempt(
        "installments of an expense", "LO003",
        Self.record("promise", [Drafts.expense(key: "attempt")], Self.installments([100_00]))),
      attempt(
        "installment of nothing", "promise_installment_amount_check",
        Self.record("promise", [Self.promise()], Self.installments([100_00, 0]))),
      attempt(
        "installment of this year that is restricted by time", "LO004",
        Self.record("promise", [Self.promise()], Self.installments([100_00], areTimeRestricted: [true])),
        direct: DirectSQL.origin(
          "promise", [Self.promise()], then: Self.installed([(1, "2022-01-15", 100_00)], areTimeRestricted: true))),
      attempt(
        "later installment that does not say", "LO004",
        Self.record("promise", [Self.promise()], Self.installments([60_00, 40_00], areTimeRestricted: [nil, nil]))),
      attempt(
        "later installment of a promise of two awards", "LO004",
        Self.record("promise", [Self.twoAwards], Self.installments([60_00, 60_00])),
        direct: DirectSQL.origin(
          "promise", [Self.twoAwards], then: Self.installed([(1, "2023-01-15", 120_00)], areTimeRestricted: true))),
      attempt("promise without installments as an origin", "LO001", Self.record("promise", [Self.promise()])),
    ]
  }

  private var undoing: [GrantAttempt] {
    let drafts = Self.prepayment("prepaid")
    return [
      attempt(
        "one part of a prepayment reversed", "LO002",
        direct: DirectSQL.insert(Self.turned(drafts[1]), reverses: parts[1])),
      attempt(
        "payment of a prepayment reversed without its parts", "LO002",
        direct: DirectSQL.insert(Self.turned(drafts[0]), reverses: parts[0])),
      attempt(
        "part of a prepayment corrected", "LO002",
        """
        select * from ledger.reverse_entry(1, \(parts[0]), '2021-10-31', 'attempt');
        select ledger.note_correction(1, \(sample.number("expense")), \(parts[1]))
        """),
    ]
  }
}
