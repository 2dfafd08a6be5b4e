import Testing

@testable import Ledger

/// The rules of bills, payments and open items, broken in every way of writing.
@Suite struct PayablesRuleTests {
  @Test func functionsRefuseWithTheRule() throws {
    let books = try PayablesBooks.copy()
    try books.attempts.expectFunctionsRefuse(books.sample)
  }

  @Test func tablesRefuseTheOwnerAndAreClosedToLogins() throws {
    let books = try PayablesBooks.copy()
    try books.attempts.expectTablesRefuse(books.sample)
  }

  @Test func whatWasRecordedStands() throws {
    let books = try PayablesBooks.copy()
    for connection in [0, 1] {
      let session = try connection == 0 ? books.sample.asOwner() : books.sample.asReplica()
      for (sql, refusal) in [
        ("update ledger.open_item set open_cents = 0", "LE008"), ("delete from ledger.open_item", "LR001"),
        ("truncate ledger.open_item", "LR001"),
        (
          """
          insert into ledger.open_item (organization_id, entry_id, account_code, fund_code, party_code, participant_code, amount_cents,
            open_cents)
          values (1, \(books.sample.number("expense")), '2010', 'OPEN', 'acme', '', -100, -100)
          """, "LE008"
        ),
        ("update ledger.bill set due_on = due_on + 1", "LE008"), ("delete from ledger.bill", "LE008"),
        ("update ledger.payment set reference = '8'", "LE008"), ("truncate ledger.payment", "LE008"),
        ("update ledger.mileage_rate set rate_tenths = 1 where false", "LE008"),
      ] {
        #expect(outcome(session, sql) == refusal, "\(sql)")
      }
    }
  }

  /// A number may be used again where its bill was reversed, or where somebody confirms it.
  @Test func aNumberIsFreeAgainOnceItsBillIsReversed() throws {
    let books = try PayablesBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let north = books.sample.north
    func record(_ key: String, repeated: Bool = false) throws -> String {
      let bill = BillDraft(
        payee: "acme", invoice: "A-2", invoicedOn: "2021-09-15".day, due: "2021-10-15".day, isRepeated: repeated)
      do {
        _ = try recorder.write {
          try recorder.record(bill, Drafts.expense(key: key, cents: 70_00, from: "2010"), to: north)
        }
        return "accepted"
      } catch { return outcome(of: error) }
    }
    #expect(try record("again") == "LB004")
    #expect(try record("meant", repeated: true) == "accepted")
    try recorder.reverse(books.number("other"), of: north, on: "2021-09-30".day, reason: "wrong amount")
    #expect(try record("again") == "LB004")
    let meant = try recorder.entry("meant", of: north).number
    try recorder.reverse(meant, of: north, on: "2021-09-30".day, reason: "wrong amount")
    #expect(try record("again") == "accepted")
    #expect(try record("more") == "LB004")
    #expect(try brokenRules(recorder.connection).isEmpty)
  }

  /// What is owed for one participant is not settled for another, nor for nobody. Participants are let through here by a mutant.
  @Test func participantsHaveItemsOfTheirOwn() throws {
    let books = try PayablesBooks.copy()
    try books.sample.books.asInstaller().script(
      Mutant.edit(
        "ledger.missing_reference", [("when $13 is not null then 'participant ' || $13", "")]))
    let recorder = Books(try books.sample.as(.recorder))
    var both = Drafts.expense(key: "both", cents: 70_00, from: "2010")
    both.lines[1].amount = Money(cents: -40_00)
    both.lines[1].participant = "P-1"
    both.lines.append(both.lines[1])
    both.lines[2].amount = Money(cents: -30_00)
    both.lines[2].participant = "P-2"
    let number = try recorder.post(both, to: books.sample.north).number
    let items = try recorder.openItems(of: books.sample.north, .payable).filter { $0.entry == number }
    #expect(items.map(\.participant) == ["P-1", "P-2"] && items.map(\.owed.cents) == [40_00, 30_00])
    func settle(_ participant: String?, _ cents: Int64) -> String {
      let draft = books.settling("bill", cents: cents) {
        $0.lines[0].settles = number
        $0.lines[0].participant = participant
        $0.key = "\(cents)"
      }
      return outcome(recorder.connection, DirectSQL.post(draft))
    }
    #expect(settle(nil, 1_00) == "LB003" && settle("P-3", 1_00) == "LB003")
    #expect(settle("P-2", 30_01) == "LB001" && settle("P-2", 29_99) == "accepted")
    let left = try recorder.openItems(of: books.sample.north, .payable).filter { $0.entry == number }
    #expect(left.map(\.owed.cents) == [40_00, 1])
    #expect(left.map(\.whole.line.participant) == ["P-1", "P-2"])
    #expect(try brokenRules(books.sample.books.asInstaller()) == ["LS001"])
  }

  /// Two who pay the same bill at the same moment: one waits, and is told that nothing is left.
  @Test func twoPaymentsAtOnceCannotBothPass() throws {
    let books = try PayablesBooks.copy()
    let pay = { (key: String) in DirectSQL.post(books.settling("other", cents: 40_00) { $0.key = key }) }
    let found = try Race.run(books.sample, first: (.recorder, pay("1")), second: (.recorder, pay("2")))
    #expect(found == .init(first: "accepted", second: "LB001"))
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }

  /// A payment and the reversal of its bill at the same moment.
  @Test func aBillCannotBePaidAndReversedAtOnce() throws {
    let books = try PayablesBooks.copy()
    let reverse = "select * from ledger.reverse_entry(1, \(books.number("other")), '2021-09-30', 'race')"
    let found = try Race.run(
      books.sample, first: (.recorder, DirectSQL.post(books.settling("other", cents: 40_00))),
      second: (.recorder, reverse))
    #expect(found == .init(first: "accepted", second: "LB002"))
    #expect(try brokenRules(try books.sample.as(.auditor)).isEmpty)
  }

  private static let items = "ledger.move_open_items"
  /// What is taken out, the attempt that it refused, how that ends then, and what check names beside LS001.
  private static let mutants: [(String, String, String, String?)] = [
    (
      Mutant.edit(
        items, [("and i.open_cents + c.cents between least(i.amount_cents, 0) and greatest(i.amount_cents, 0)", "")]),
      "more than is open", "open_item_open_check", nil
    ),
    (
      Mutant.edit(
        items, [("and i.open_cents + c.cents between least(i.amount_cents, 0) and greatest(i.amount_cents, 0)", "")])
        + "; alter table ledger.open_item drop constraint open_item_open_check", "more than is open", "accepted",
      "LB001"
    ),
    ("alter table ledger.journal_line disable trigger moves_items", "more than is open", "accepted", "LB001"),
    (
      Mutant.edit(items, [("i.open_cents = i.amount_cents\n", "true\n")]), "reversal of a bill that is paid in part",
      "LB001", nil
    ),
    (
      Mutant.edit(
        items, [("and i.fund_code = l.fund_code and i.party_code = coalesce(l.party_code, '')\n", "\n")]),
      "bill of another party", "accepted", "LB001"
    ),
    (
      Mutant.edit(
        "ledger.settles_wrongly", [("(not is_reversal and sign(item_cents) = sign(amount_cents))", "false")]),
      "settlement that adds to the bill",
      "accepted", nil
    ),
    (
      Mutant.edit("ledger.settles_wrongly", [("item_date > entry_date or", "")]), "settlement dated before the bill",
      "LB001", nil
    ),
    (
      Mutant.edit(
        "ledger.turns",
        [
          ("where ledger.line_as_draft(null, n.line)", "where false and ledger.line_as_draft(null, n.line)")
        ]),
      "void that forgets what was paid", "accepted", "LB001"
    ),
    ("alter table ledger.journal_entry disable trigger pays", "payment that does not say how", "accepted", "LB005"),
    ("alter table ledger.journal_entry disable trigger pays", "payment with a cost in it", "accepted", "LB005"),
    ("alter table ledger.payment disable trigger of_payment", "expense said to be a payment", "accepted", nil),
    ("drop index ledger.payment_check_once", "check written twice", "accepted", nil),
    (
      Mutant.edit("ledger.count_bill", [("if known > reversed and not new.is_repeated", "if false")]),
      "number that is recorded", "bill_once", nil
    ),
    (
      Mutant.edit("ledger.count_bill", [("if not exists (", "if false and not exists (")]),
      "bill of an entry that owes nothing", "accepted", "LB006"
    ),
  ]

  @Test func withoutTheMechanismItPasses() throws {
    for (disable, name, becomes, check) in Self.mutants {
      let books = try PayablesBooks.copy()
      let installer = try books.sample.books.asInstaller()
      try installer.script(disable)
      let attempt = try #require(books.attempts.first { $0.name == name })
      let session = try attempt.direct.map { _ in try books.sample.asOwner() } ?? books.sample.as(attempt.login)
      let sql = try #require(attempt.direct ?? attempt.function)
      #expect(outcome(session, "begin; \(sql); commit") == becomes && becomes != attempt.refusal, "\(name)")
      _ = outcome(session, "rollback")
      let broken = try brokenRules(installer)
      #expect(broken.contains("LS001"), "\(name)")
      if let check { #expect(broken.contains(check), "\(name): \(broken)") }
    }
  }
}
