@testable import Ledger

/// The sample books with something owed, all in fund OPEN: bill A-1 of acme for 100.00 with 40.00 paid by check 7, bill A-2 of
/// acme for 70.00, a purchase on the card for 30.00, an advance of 50.00 to `fund`, which stands for a member of staff.
struct PayablesBooks {
  let sample: SampleBooks
  let numbers: [String: Int64]

  func number(_ key: String) -> Int64 { numbers[key]! }

  static func copy() throws -> PayablesBooks {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    var numbers: [String: Int64] = [:]
    for (key, invoice, cents) in [("bill", "A-1", 100_00), ("other", "A-2", 70_00)] as [(String, String, Int64)] {
      let bill = BillDraft(payee: "acme", invoice: invoice, invoicedOn: "2021-09-15".day, due: "2021-10-15".day)
      numbers[key] =
        try recorder.write {
          try recorder.record(bill, Drafts.expense(key: key, cents: cents, from: "2010"), to: sample.north)
        }.number
    }
    numbers["card"] =
      try recorder.post(Drafts.expense(key: "card", cents: 30_00, from: "2015"), to: sample.north).number
    numbers["advance"] = try recorder.post(advance(key: "advance", cents: 50_00), to: sample.north).number
    let open = try recorder.bill("A-1", of: sample.north)[0]
    let part = PaymentDraft(
      payee: "acme", account: "1010", method: .check, reference: "7", date: "2021-09-20".day,
      parts: [SettledPart(item: open, amount: Money(cents: 40_00))], key: "part")
    numbers["part"] = try recorder.write { try recorder.pay(part, of: sample.north) }.number
    return PayablesBooks(sample: sample, numbers: numbers)
  }

  static func advance(key: String, cents: Int64) -> EntryDraft {
    EntryDraft(
      key: key, date: "2021-09-10".day, description: "Advance",
      lines: [
        EntryLine(account: "1310", fund: "OPEN", amount: Money(cents: cents), party: "fund"),
        EntryLine(account: "1010", fund: "OPEN", amount: Money(cents: -cents)),
      ])
  }

  /// An entry that settles so many cents of an entry's item on payables.
  func settling(
    _ key: String, cents: Int64, on date: String = "2021-09-25", kind: EntryKind = .journal,
    _ change: (inout EntryDraft) -> Void = { _ in }
  ) -> EntryDraft {
    EntryDraft(
      key: "attempt", date: date.day, kind: kind, description: "Paid",
      lines: [
        EntryLine(
          account: "2010", fund: "OPEN", amount: Money(cents: cents), party: "acme",
          settles: numbers[key] ?? sample.number(key)),
        EntryLine(account: "1010", fund: "OPEN", amount: Money(cents: -cents), party: "acme"),
      ]
    ).changed(change)
  }

  /// Ways to break the rules of what is owed.
  var attempts: [GrantAttempt] { settlements + reversals + payments + bills }

  private func entry(_ name: String, _ refusal: String, _ draft: EntryDraft) -> GrantAttempt {
    let check = "; set constraints all immediate"
    return GrantAttempt(
      name: name, refusal: refusal, login: .recorder, function: DirectSQL.post(draft) + check,
      direct: DirectSQL.insert(draft) + check)
  }

  private var settlements: [GrantAttempt] {
    [
      entry("more than is open", "LB001", settling("bill", cents: 60_01)),
      entry("one bill twice in one entry", "LB001", settling("other", cents: 70_00) { $0.lines += $0.lines }),
      entry(
        "advance cleared beyond itself", "LB001",
        settling("advance", cents: -50_01) {
          $0.lines[0].account = "1310"
          $0.lines[0].party = "fund"
        }),
      entry(
        "bill of another fund", "LB003",
        settling("bill", cents: 1_00) { for line in $0.lines.indices { $0.lines[line].fund = "general" } }),
      entry("bill of another party", "LB003", settling("bill", cents: 1_00) { $0.lines[0].party = "fund" }),
      entry("bill of nobody", "LB003", settling("bill", cents: 1_00) { $0.lines[0].party = nil }),
      entry("item on another account", "LB003", settling("card", cents: 1_00)),
      entry("settlement on the bank", "LB003", settling("bill", cents: 1_00) { $0.lines[0].account = "1070" }),
      entry("settlement of what was paid at once", "LB003", settling("expense", cents: 1_00)),
      entry("settlement that adds to the bill", "LB003", settling("bill", cents: -1_00)),
      entry("settlement dated before the bill", "LB003", settling("bill", cents: 1_00, on: "2021-09-14")),
      entry(
        "settlement of a number that is no entry", "LB003",
        settling("bill", cents: 1_00) { $0.lines[0].settles = 999_999 }),
    ]
  }

  private var reversals: [GrantAttempt] {
    [
      GrantAttempt(
        name: "reversal of a bill that is paid in part", refusal: "LB002", login: .recorder,
        function: "select * from ledger.reverse_entry(1, \(number("bill")), '2021-09-30', 'attempt')",
        direct: DirectSQL.insert(
          Drafts.expense(key: "attempt", cents: -100_00, on: "2021-09-15", from: "2010"), reverses: number("bill"))),
      GrantAttempt(
        name: "void that forgets what was paid", refusal: "LE010",
        direct: DirectSQL.insert(
          settling("bill", cents: -40_00) { $0.lines[0].settles = nil }, reverses: number("part"))),
    ]
  }

  private func payment(_ name: String, _ draft: EntryDraft) -> GrantAttempt {
    GrantAttempt(
      name: name, refusal: "LB005", login: .recorder,
      function: pay(draft, "'acme', '1010', 'transfer', null") + "; set constraints all immediate",
      direct: DirectSQL.origin("payment", [draft], then: Self.paid))
  }

  private static let paid = """
    insert into ledger.payment (organization_id, origin_number, party_code, account_code, method)
    values (1, 9001, 'acme', '1010', 'transfer')
    """

  /// A call of `ledger.record_as` for a payment; how: payee, account, method, reference.
  private func pay(_ draft: EntryDraft, _ how: String) -> String {
    """
    select * from ledger.record_as(
      1, 'payment', \(DirectSQL.drafts([draft])), payment => row(\(how))::ledger.payment_draft)
    """
  }

  private var payments: [GrantAttempt] {
    [
      entry("payment that does not say how", "LB005", settling("bill", cents: 1_00, kind: .payment)),
      payment("payment that settles nothing", Drafts.transfer(key: "attempt").changed { $0.kind = .payment }),
      payment(
        "payment with a cost in it",
        settling("bill", cents: 1_00, kind: .payment) { $0.lines += Drafts.expense(key: "", cents: 5_00).lines }),
      payment(
        "payment from another account than it says",
        settling("bill", cents: 1_00, kind: .payment) { $0.lines[1].account = "1040" }),
      GrantAttempt(
        name: "expense said to be a payment", refusal: "LB005", login: .recorder,
        function: pay(Drafts.expense(key: "attempt"), "'acme', '1010', 'transfer', null"),
        direct: DirectSQL.origin("payment", [Drafts.expense(key: "attempt")], then: Self.paid)),
      GrantAttempt(
        name: "check written twice", refusal: "payment_check_once", login: .recorder,
        function: pay(settling("other", cents: 1_00, kind: .payment), "'acme', '1010', 'check', '7'")),
      GrantAttempt(
        name: "check without a number", refusal: "payment_check_numbered", login: .recorder,
        function: pay(settling("other", cents: 1_00, kind: .payment), "'acme', '1010', 'check', null")),
    ]
  }

  private var bills: [GrantAttempt] {
    func bill(
      _ name: String, _ refusal: String, _ number: String, party: String = "acme", from account: String = "2010"
    ) -> GrantAttempt {
      let draft = Drafts.expense(key: "attempt", from: account)
      return GrantAttempt(
        name: name, refusal: refusal, login: .recorder,
        function: """
          select * from ledger.record_as(1, 'bill', \(DirectSQL.drafts([draft])),
            row('\(party)', '\(number)', '2021-09-15', '2021-10-15', false)::ledger.bill_draft)
          """,
        direct: DirectSQL.origin("bill", [draft], then: Self.bill(number, of: "9001", party: party)))
    }
    let other = "(select origin_number from ledger.journal_entry where id = \(number("other")))"
    return [
      bill("bill of an entry that owes nothing", "LB006", "X", from: "1010"),
      bill("bill of somebody else", "LB006", "X", party: "fund"),
      bill("bill of a purchase on the card", "LB006", "X", from: "2015"),
      bill("number that is recorded", "LB004", "a 1"),
      GrantAttempt(name: "second invoice of an entry", refusal: "bill_pkey", direct: Self.bill("X", of: other)),
      GrantAttempt(
        name: "forged ordinal", refusal: "LE009", direct: Self.bill("X", of: other, forged: "ordinal")),
      GrantAttempt(
        name: "forged record number", refusal: "LE009", direct: Self.bill("X", of: other, forged: "record_number")),
      GrantAttempt(
        name: "forged salts", refusal: "LE009", direct: Self.bill("X", of: other, forged: "salts", "'x'")),
    ]
  }

  /// A statement that inserts a bill of an origin.
  static func bill(
    _ number: String, of origin: String, party: String = "acme", forged: String? = nil, _ value: String = "9"
  ) -> String {
    """
    insert into ledger.bill (
      organization_id, origin_number, party_code, invoice_number, invoiced_on, due_on, is_repeated\(forged.map { ", \($0)" } ?? ""))
    values (1, \(origin), '\(party)', '\(number)', '2021-09-15', '2021-10-15', false\(forged == nil ? "" : ", \(value)"))
    """
  }
}
