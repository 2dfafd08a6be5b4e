@testable import Ledger

extension Attempt {
  /// Attempts on what is recorded already: lines of old entries, reversals, refunds, keys, forged stamps.
  static func onHistory(_ sample: SampleBooks) -> [Attempt] {
    let twice = Drafts.transfer(key: "attempt")
    return additions(sample) + adjustments(sample) + forgeries + restrictions + closings + [
      Attempt(
        name: "old key, other content", refusal: "LK001",
        function: DirectSQL.post(Drafts.expense(key: "expense", cents: 100_01))),
      Attempt(
        name: "old key, other content, by the tables", refusal: "journal_entry_idempotency_key",
        direct: DirectSQL.insert(Drafts.expense(key: "expense", cents: 100_01))),
      Attempt(
        name: "one key twice in a call", refusal: "LK002",
        function: "select * from ledger.record(1, \(DirectSQL.drafts([twice, twice])));"),
    ]
  }

  private static func additions(_ sample: SampleBooks) -> [Attempt] {
    let old = sample.number("expense")
    return [
      Attempt(name: "lines added to an old entry", refusal: "LE003", direct: lines(3, 4, of: old)),
      Attempt(name: "lines under another entry's number", refusal: "journal_line_pkey", direct: lines(1, 2, of: old)),
      Attempt(
        name: "lines under another organization's entry", refusal: "LE003",
        direct: lines(1, 2, of: sample.number("expense"), organization: sample.south.id)),
      Attempt(
        name: "lines under a number that is no entry", refusal: "LE003",
        direct: lines(1, 2, of: 999_999)),
      Attempt(
        name: "lines of another date than their entry", refusal: "LE003",
        direct: DirectSQL.insert(Drafts.transfer(key: "attempt")).replacing(
          "e.entry_date, l.a", with: "e.entry_date + 1, l.a")),
    ]
  }

  private static func lines(_ first: Int, _ second: Int, of entry: Int64, organization: Int64 = 1) -> String {
    """
    insert into ledger.journal_line (
      organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents)
    values (\(organization), \(entry), \(first), '2021-09-15', '1070', 'general', 5000),
      (\(organization), \(entry), \(second), '2021-09-15', '1010', 'general', -5000);
    """
  }

  private static func adjustments(_ sample: SampleBooks) -> [Attempt] {
    func reverse(_ key: String) -> String {
      "select * from ledger.reverse_entry(1, \(sample.number(key)), '2021-09-30', 'attempt');"
    }
    /// A reversal of an entry made by `Drafts.expense`, after a change.
    func mirror(_ key: String, cents: Int64 = -100_00, _ change: (inout EntryDraft) -> Void = { _ in }) -> String {
      DirectSQL.insert(
        Drafts.expense(key: "attempt", cents: cents).changed(change), reverses: sample.number(key))
    }
    let reclass = { (key: String, cents: Int64) in
      Drafts.reclass(of: sample.number(key), key: "attempt", cents: cents)
    }
    let refund = { (key: String, cents: Int64) in Drafts.refund(of: sample.number(key), key: "attempt", cents: cents) }
    return [
      Attempt(
        name: "double reversal", refusal: "journal_entry_reversed_once", function: reverse("reversed"),
        direct: mirror("reversed")),
      Attempt(
        name: "reversal of a reversal", refusal: "LE011", function: reverse("reversal"),
        direct: mirror("reversal", cents: 100_00)),
      Attempt(
        name: "reversal of an expense with refunds", refusal: "LE013", function: reverse("refunded"),
        direct: mirror("refunded")),
      Attempt(
        name: "reversal of a promise under its receipts", refusal: "LA008", function: reverse("promise"),
        direct: DirectSQL.insert(
          Drafts.promise(key: "attempt", cents: -20_000_00).changed { draft in
            for line in draft.lines.indices { draft.lines[line].party = "fund" }
          }, reverses: sample.number("promise"))),
      Attempt(
        name: "reversal dated before its entry", refusal: "LE014",
        function:
          "select * from ledger.reverse_entry(1, \(sample.number("expense")), '2021-07-02', 'attempt');",
        direct: mirror("expense") { $0.date = "2021-07-02".day }),
      Attempt(name: "reversal of another amount", refusal: "LE010", direct: mirror("expense", cents: -99_00)),
      Attempt(
        name: "reversal on another account", refusal: "LE010",
        direct: mirror("expense") { $0.lines[1].account = "1040" }),
      Attempt(
        name: "reversal of another party", refusal: "LE010", direct: mirror("expense") { $0.lines[0].party = "fund" }),
      Attempt(
        name: "reversal with more lines", refusal: "LE010",
        direct: mirror("expense") { $0.lines += Drafts.transfer(key: "").lines }),
      Attempt(
        name: "reversal of a number that is no entry", refusal: "journal_entry_reverses_fkey",
        direct: DirectSQL.insert(Drafts.transfer(key: "attempt"), reverses: 999_999), namedByCheck: "LE010"),
      .entry("refund beyond the expense", "LE012", refund("expense", 100_01)),
      .entry("second refund beyond the expense", "LE012", refund("refunded", 60_01)),
      .entry("refund of a reversed expense", "LE012", refund("reversed", 1_00)),
      .entry("refund of a promise", "LE012", refund("promise", 1_00)),
      .entry(
        "refund that comes back as a prepaid expense", "LE012",
        refund("expense", 1_00).changed { $0.lines[1].account = "1450" }),
      .entry(
        "refund to another line", "LE012", refund("expense", 1_00).changed { $0.lines[0].budgetLine = "salaries" }),
      .entry(
        "refund that gives nothing back", "LE012",
        Drafts.transfer(key: "attempt").changed {
          $0.kind = .refund
          $0.refunds = sample.number("expense")
        }),
      .entry(
        "refund to another function", "LE012",
        refund("expense", 1_00).changed {
          $0.lines[0].function = .management
          $0.lines[0].program = nil
        }),
      .entry("reclassification beyond the expense", "LE012", reclass("expense", 100_01)),
      .entry("reclassification of what came back", "LE012", reclass("refunded", 100_00)),
      .entry("reclassification of a reversed expense", "LE012", reclass("reversed", 100_00)),
      .entry("reclassification of a promise", "LE012", reclass("promise", 1_00)),
      .entry(
        "reclassification that pays", "LE012",
        reclass("expense", 100_00).changed { draft in
          draft.lines.append(Drafts.expense(key: "", cents: 50_00).lines[1])
          draft.lines[1].amount = Money(cents: 150_00)
        }),
      .entry(
        "reclassification of what another line bore", "LE012",
        reclass("expense", 100_00).changed {
          ($0.lines[0].budgetLine, $0.lines[1].budgetLine) = ("salaries", "supplies")
        }),
      .entry("refund that adds to the cost", "LE012", refund("expense", -1_00)),
      .entry(
        "refund of another organization's expense", "journal_entry_refunds_fkey",
        Drafts.refund(of: sample.number("expense") + 1000, key: "attempt", cents: 1_00), check: "LE012"),
    ]
  }

  /// Entries whose number, time, login or adjustment number comes from the client.
  private static var forgeries: [Attempt] {
    let columns = [
      ("number", "id", "424242"), ("time", "recorded_at", "'2021-01-01'"), ("login", "recorded_by", "'somebody'"),
      ("adjustment number", "adjustment_number", "7"), ("salts", "salts", "''"),
    ]
    let forged = columns.flatMap { name, column, value in
      ["", " overriding system value"].map { overriding in
        Attempt(
          name: "forged \(name)\(overriding)", refusal: "LE009",
          direct: header.replacing("idempotency_key)", with: "idempotency_key, \(column))\(overriding)")
            .replacing("'attempt');", with: "'attempt', \(value));"))
      }
    }
    let lines = [
      ("forged salts of a line", "'x'"), ("forged salts of a line without a text", "null"),
    ].map { name, memo in
      Attempt(
        name: name, refusal: "LE009",
        direct: DirectSQL.insert(Drafts.transfer(key: "attempt"))
          .replacing("participant_code)", with: "participant_code, memo, salts)")
          .replacing("l.z, l.v\n", with: "l.z, l.v, \(memo), sha256('x')\n"))
    }
    return forged + lines
  }
}
