import Testing

@testable import Ledger

/// Each mechanism of origins taken out: what it refused passes, and check names it.
@Suite struct OriginMutantTests {
  private static let entries = "ledger.check_entry_origins"
  /// What is taken out, the attempt that it refused, how that ends then, and what check names beside LS001.
  private static let mutants: [(String, String, String, String?)] = [
    (
      Mutant.edit(entries, [("where o.number is null or", "where")]), "entry of an origin that does not exist",
      "accepted", "LO001"
    ),
    (
      Mutant.edit(entries, [("n.entries < (", "0 > (")]), "entry added to an origin later", "accepted", nil
    ),
    (
      "alter table ledger.journal_entry disable trigger origins_hold", "one part of a prepayment reversed", "accepted",
      "LO002"
    ),
    (
      Mutant.edit("ledger.half_undone", [("between 1 and count(*) - 1", "between 9 and 8")]),
      "payment of a prepayment reversed without its parts", "accepted", nil
    ),
    ("alter table ledger.origin disable trigger is_whole", "origin without entries", "accepted", "LO001"),
    ("alter table ledger.origin disable trigger is_whole", "bill without its invoice", "accepted", "LO001"),
    ("alter table ledger.origin disable trigger is_whole", "parts with a hole", "accepted", "LO001"),
    ("alter table ledger.origin disable trigger is_whole", "accrual without its turning", "accepted", "LO005"),
    (
      "alter table ledger.origin disable trigger is_whole", "refund of a closed award that is a cost", "accepted",
      "LO005"
    ),
    (
      Mutant.edit("ledger.broken_turning", [("when 'return' then ledger.broken_return($1, $3)", "")]),
      "return that is a cost", "accepted", nil
    ),
    (
      Mutant.edit("ledger.broken_accrual", [("t.entry_date <= c.entry_date", "false")]), "accrual turned on its day",
      "accepted", nil
    ),
    (
      Mutant.edit("ledger.broken_accrual", [("is distinct from 'accrued'", "= 'accrued' and false")]),
      "accrual that is owed as wages", "accepted", nil
    ),
    (
      Mutant.edit("ledger.broken_move", [("m.entry_date < ledger.turned_from($1, r.id)", "false")]) + "; "
        + Mutant.edit("ledger.require_movable", [("having min(e.entry_date) > $4", "having false")]) + "; "
        + Mutant.edit("ledger.move_reversal", [("greatest(e.entry_date::date, meant)", "meant")]),
      "reversal moved before what it reverses", "accepted", nil
    ),
    (
      "alter table ledger.promise_installment disable trigger adds_up_to_promise", "installments below the promise",
      "accepted",
      "LO003"
    ),
    (
      "alter table ledger.promise_installment disable trigger adds_up_to_promise",
      "installment of this year that is restricted by time", "accepted", "LO004"
    ),
    (
      "alter table ledger.promise_installment disable trigger adds_up_to_promise",
      "later installment of a promise of two awards", "accepted", "LO004"
    ),
    (
      Mutant.edit("ledger.is_said_of_time", [("$1 is not true", "true")]),
      "installment of this year that is restricted by time", "accepted", nil
    ),
    (
      Mutant.edit("ledger.add_as", [("where i.is_time_restricted is null and", "where false and")]),
      "later installment that does not say", "23502", nil
    ),
    (
      "alter table ledger.promise_installment disable trigger adds_up_to_promise", "installments out of order",
      "accepted",
      "LO003"
    ),
    (
      "alter table ledger.journal_entry drop constraint journal_entry_origin_check", "half an origin named", "accepted",
      nil
    ),
    ("update ledger.origin_kind set has_several = true where kind = 'bill'", "bill of several entries", "LB006", nil),
    (
      Mutant.edit(
        "ledger.require_same",
        [("where (e.origin_kind, e.origin_part::bigint)", "where false and (e.origin_kind, e.origin_part::bigint)")]),
      "bill again as an entry by itself", "accepted", nil
    ),
    (
      Mutant.edit("ledger.require_same_satellite", [("if given is distinct from stored then", "if false then")]),
      "bill again with another due day", "accepted", nil
    ),
    (
      Mutant.edit("ledger.require_whole", [("where known is distinct from", "where false and known is distinct from")]),
      "prepayment again with an entry less", "accepted", nil
    ),
    (
      Mutant.edit("ledger.check_correction", [("and e.origin_kind in", "and false and e.origin_kind in")]),
      "part of a prepayment corrected", "accepted", "LO002"
    ),
  ]

  @Test func withoutTheMechanismItPasses() throws {
    for (disable, name, becomes, check) in Self.mutants {
      let books = try OriginBooks.copy()
      let installer = try books.sample.books.asInstaller()
      try installer.script(disable)
      let attempt = try #require(books.attempts.first { $0.name == name })
      let session = try attempt.direct.map { _ in try books.sample.asOwner() } ?? books.sample.as(attempt.login)
      let sql = try #require(attempt.direct ?? attempt.function)
      #expect(outcome(session, "begin; \(sql); commit") == becomes && becomes != attempt.refusal, "\(name)")
      _ = outcome(session, "rollback")
      let broken = try brokenRules(installer)
      if !disable.hasPrefix("update") { #expect(broken.contains("LS001"), "\(name)") }
      if let check { #expect(broken.contains(check), "\(name): \(broken)") }
    }
  }

  /// A superuser's change of rows, with triggers and foreign keys off, is named with its place.
  @Test func everyDamageIsNamed() throws {
    let books = try OriginBooks.copy()
    let recorder = Books(try books.sample.as(.recorder))
    let parts = [Installment(due: "2022-01-15".day, amount: Money(cents: 100_00))]
    let promise = try recorder.record(
      [OriginBooks.promise("promised")], as: .promise, installments: parts, to: books.sample.north)
    let origins = try ["prepaid", "promised", "bill"].map {
      try recorder.entry($0, of: books.sample.north).origin!.number
    }
    let entry = "organization_id = 1 and id ="
    let installer = try books.sample.books.asInstaller()
    for (sql, named) in [
      ("delete from ledger.origin where kind = 'prepayment'", "LO001 entry \(books.parts[0])"),
      ("delete from ledger.bill where origin_number = \(origins[2])", "LO001 bill \(origins[2])"),
      (
        "update ledger.origin_kind set has_several = false where kind = 'prepayment'", "LO001 prepayment \(origins[0])"
      ),
      ("delete from ledger.promise_installment", "LO001 promise \(origins[1])"),
      ("update ledger.promise_installment set amount_cents = 1", "LO003 promise \(origins[1])"),
      ("update ledger.promise_installment set is_time_restricted = true", "LO004 promise \(origins[1])"),
      (
        "update ledger.journal_entry set kind = 'journal' where \(entry) \(promise[0].number)",
        "LO003 promise \(origins[1])"
      ),
      (
        "update ledger.journal_entry set origin_part = 7 where \(entry) \(books.parts[2])",
        "LO001 prepayment \(origins[0])"
      ),
      (
        "update ledger.journal_entry set origin_kind = null, origin_number = null, origin_part = null where \(entry) \(books.parts[0])",
        "LO001 prepayment \(origins[0])"
      ),
      (
        """
        insert into ledger.journal_entry (organization_id, id, entry_date, kind, description, idempotency_key, reverses_entry_id,
          reversal_reason, adjustment_number, salts, record_number, recorded_at, recorded_by)
        values (1, 900, '2021-10-31', 'reversal', 'x', 'x', \(books.parts[1]), 'x', 1, decode(repeat('07', 48), 'hex'), 90000, now(), 'x')
        """, "LO002 prepayment \(origins[0])"
      ),
    ] {
      try installer.script("begin")
      for table in ["journal_entry", "origin", "bill", "promise_installment"] {
        try installer.script("alter table ledger.\(table) disable trigger user")
      }
      try installer.script("set local session_replication_role = replica; \(sql)")
      let found = try installer.execute(
        "select left(rule, 5) || ' ' || place as named from ledger.check_books() where rule not like 'LS%'"
      ).map { try $0.text("named") }
      #expect(found.contains(named), "\(sql): \(found)")
      try installer.script("rollback")
    }
    #expect(try brokenRules(installer).isEmpty)
  }
}
