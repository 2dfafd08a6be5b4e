@testable import Ledger

/// The books with one mechanism taken out by a superuser: what it refused must then pass, or fall into another net.
struct Mutant: Sendable, CustomStringConvertible {
  /// The mechanism.
  let name: String
  /// SQL that takes it out.
  let disable: String
  /// The attempts of `Attempt` that it refuses, run as the owner.
  let attempts: [String]
  /// How these end without it: `accepted`, or what the next net says.
  var becomes = "accepted"
  /// A rule that `check` then names, beside LS001 for the mechanism itself; nil where rows cannot show it.
  let check: String?

  var description: String { name }

  /// Replaces texts in the source of a function; fails where one is not in it.
  static func edit(_ function: String, _ changes: [(String, String)]) -> String {
    var sql = "do $mutant$ declare d text := pg_get_functiondef('\(function)'::regproc); begin\n"
    for (old, new) in changes {
      sql += """
        if position($old$\(old)$old$ in d) = 0 then raise 'the function holds no such text'; end if;
        d := replace(d, $old$\(old)$old$, $new$\(new)$new$);

        """
    }
    return sql + "execute d; end $mutant$"
  }

  private static func lines(
    _ name: String, _ changes: [(String, String)], _ attempts: [String], becomes: String = "accepted", check: String?
  ) -> Mutant {
    Mutant(
      name: name, disable: edit("ledger.check_entry_lines", changes), attempts: attempts, becomes: becomes, check: check
    )
  }

  private static func withoutCase(_ rule: String, _ attempts: [String]) -> Mutant {
    lines(
      "\(rule) not looked at", [("or f.code is not null", "or f.code <> '\(rule)'")], attempts, check: rule)
  }

  /// No limit refuses anything, and measures are moved.
  static let holdsNoLimit = edit(
    "ledger.move_measures",
    [("h.is_held or a.is_lowered", "false"), ("measured.is_held or single.limit_amount < 0", "false")])

  /// A limit that refuses nothing.
  static func notHeld(
    _ kinds: String..., rule: String, _ attempts: [String], name: String? = nil, becomes: String = "accepted"
  ) -> Mutant {
    let others = "<> all ('{\(kinds.joined(separator: ","))}')"
    return Mutant(
      name: name ?? "\(rule) not held",
      disable: edit(
        "ledger.move_measures",
        [
          ("h.is_held or a.is_lowered", "h.kind \(others)"),
          ("measured.is_held or single.limit_amount < 0", "measured.kind \(others)"),
        ]),
      attempts: attempts, becomes: becomes, check: becomes == "accepted" ? rule : nil)
  }

  /// Measures as they were before whoever was waited for moved them.
  static let readsStaleMeasures = edit(
    "ledger.move_measures",
    [
      (
        "join head h on",
        """
        join (
          select q.organization_id, q.kind, q.key, q.limit_amount, q.is_held, q.last_day, q.used_amount + (
            select sum(n.used_amount) from change n where n.kind = q.kind and n.key = q.key) as used_amount
          from ledger.measure q
        ) h on
        """
      ), ("h.last_day <> a.first_day or ", ""), ("cardinality(changes) <= 3", "false"),
    ])

  private static func withoutAdjustment(_ rule: String, _ attempts: [String], becomes: String = "accepted") -> Mutant {
    lines(
      "\(rule) not looked at",
      [
        (
          "lateral ledger.broken_adjustment(e.organization_id, e.entry_id) b\n",
          "lateral (select * from ledger.broken_adjustment(e.organization_id, e.entry_id) x where x.sqlstate <> '\(rule)') b\n"
        )
      ], attempts, becomes: becomes, check: becomes == "accepted" ? rule : nil)
  }

  private static func withoutConstraint(
    _ table: String, _ name: String, _ attempts: [String], becomes: String = "accepted", check: String?
  ) -> Mutant {
    Mutant(
      name: "no constraint \(name)", disable: "alter table ledger.\(table) drop constraint \(name)", attempts: attempts,
      becomes: becomes, check: check)
  }

  static let all: [Mutant] = [
    lines(
      "LE001 not looked at", [(" or e.total <> 0", "")], ["unbalanced entry"], becomes: "LE002", check: nil),
    lines(
      "LE001 and LE002 not looked at", [(" or e.total <> 0", ""), ("having sum(l.amount_cents) <> 0", "having false")],
      ["unbalanced entry"], check: "LE001"),
    lines(
      "LE002 not looked at", [("having sum(l.amount_cents) <> 0", "having false")],
      ["unbalanced fund inside a balanced entry"], check: "LE002"),
    lines(
      "LE003 not looked at", [("where e.first <> 1 or e.last <> e.line_count or ", "where ")],
      ["lines numbered 1 and 3"], check: "LE003"),
    lines(
      "LE003 not looked at for old entries", [("where e.first <> 1 or e.last <> e.line_count or ", "where ")],
      ["lines added to an old entry"], check: nil),
    lines(
      "LE003 not looked at, numbered from 2", [("where e.first <> 1 or e.last <> e.line_count or ", "where ")],
      ["lines numbered from 2"], check: "LE003"),
    lines(
      "LE004 not looked at", [(" or e.line_count < 2", ""), ("elsif flags.line_count < 2 then", "elsif false then")],
      ["one line"], becomes: "LE001", check: nil),
    Mutant(
      name: "no trigger lines_hold", disable: "alter table ledger.journal_line disable trigger lines_hold",
      attempts: ["one line"], check: "LE004"),
    Mutant(
      name: "no trigger has_lines", disable: "alter table ledger.journal_entry disable trigger has_lines",
      attempts: ["header without lines"], check: "LE004"),
    Mutant(
      name: "no primary key of lines",
      disable: "alter table ledger.journal_line drop constraint journal_line_pkey cascade",
      attempts: ["lines under another entry's number"], check: "LE003"),
    withoutCase("LE005", ["asset line with a class", "restricted gift in the unrestricted fund"]),
    withoutCase("LE023", ["service after the month"]),
    withoutCase("LE006", ["expense with restrictions"]),
    withoutCase("LE007", ["expense without a function"]),
    withoutCase("LA001", ["service after the term", "service before the term"]),
    withoutCase("LA002", ["award in another fund"]),
    withoutCase(
      "LA003",
      [
        "expense of an award's fund that names no award", "promise that names no award",
        "equipment that names no award", "equipment on no budget line", "custodial money spent on no budget line",
      ]),
    withoutCase(
      "LA018",
      [
        "condition met by a journal entry", "revenue of an agency award by a receipt",
        "indirect costs charged by a journal entry",
        "promise of a conditional award", "promise without donor restrictions",
        "revenue of a conditional award on another account", "other revenue of an agency award",
        "cost as revenue taken back",
        "promise taken back in cash", "receivable raised beside other revenue",
      ]),
    withoutCase(
      "LA019",
      [
        "gift in kind that is paid", "gift in kind taken in cash", "stock bought", "depreciation taken back in cash",
      ]),
    lines(
      "LE002 not looked at for interfund lines", [("or f.code is not null", "or f.code <> 'LE002'")],
      ["interfund on one side"], check: "LE002"),
    lines(
      "LA019 not looked at for costs moved", [("or f.code is not null", "or f.code <> 'LA019'")],
      ["cost moved to a gift in kind"],
      becomes: "LA017", check: nil),
    withoutCase("LA006", ["cash basis, owed"]),
    withoutCase("LA017", ["budget line on cash"]),
    lines(
      "LA017 not looked at for what comes off a budget",
      [("if flags.lowers_budget then", "if false then")],
      ["room made on a budget by a journal entry"], check: "LA017"),
    notHeld(
      "charged", rule: "LA017",
      ["indirect costs given back that were never charged", "cost moved off a line that has none"]),
    notHeld(
      "promise", "promised", rule: "LA004", ["promise beyond the award", "promise beyond the award on another account"]),
    notHeld(
      "receipt", rule: "LA005",
      ["receipt beyond the award as other revenue", "receipt beyond the award as a contract liability"]),
    // What is owed is held by a rule of its own beside it.
    notHeld(
      "receipt", rule: "LA005", ["receipt beyond the award", "receivable beyond the award met by another asset"],
      name: "LA005 not held for what is owed", becomes: "LA015"),
    notHeld(
      "promise_received", rule: "LA008", ["reversal of a promise under its receipts"], becomes: "LA015"),
    notHeld(
      "restricted", rule: "LA012",
      [
        "release beyond the restricted balance", "release that names no award", "return beyond the restricted balance",
      ]),
    Mutant(
      name: "no trigger lines_move_measures",
      disable: "alter table ledger.journal_line disable trigger lines_move_measures",
      attempts: ["release of an award with nothing"], check: "LA012"),
    Mutant(
      name: "no trigger lines_hold_closing, net assets",
      disable: "alter table ledger.journal_line disable trigger lines_hold_closing",
      attempts: ["net assets moved from one class to the other"], check: "LE022"),
    Mutant(
      name: "LE022 not held",
      disable: edit("ledger.broken_classes", [("ledger.moves_net_assets(a.type, m.kind)", "false")]),
      attempts: ["release dressed as a transfer", "restricted net assets taken by their account"], becomes: "LA012",
      check: nil),
    notHeld(
      "promise", "promised", rule: "LA004",
      ["condition beyond the award", "promise and condition together beyond the award"],
      name: "LA004 not held for conditions"),
    notHeld(
      "loss_with", "loss_without", rule: "LA015",
      ["recovery of what was not written off", "recovery without restrictions of what was not written off"],
      name: "LA015 not held for recoveries"),
    notHeld(
      "advance", rule: "LA015",
      ["return of an advance that is not there", "condition that takes an advance that is not there"]),
    Mutant(
      name: "LE015 not looked at",
      disable: edit("ledger.check_closing_entries", [("where b.message is not null", "where false")]),
      attempts: [
        "closing in the middle of the year", "closing to designated net assets", "closing from one class to the other",
        "transfer dressed as a closing",
      ], check: "LE015"),
    Mutant(
      name: "what a closing leaves not looked at",
      disable: edit(
        "ledger.check_closing_entries", [("ledger.left_by_closing(entry.organization_id, entry.entry_id)", "null")]),
      attempts: [
        "closing that leaves something", "closing of what is not there", "closing over a year that is open",
      ], check: "LE015"),
    withoutAdjustment("LE010", ["reversal of another amount"]),
    withoutAdjustment("LE011", ["reversal of a reversal"]),
    withoutAdjustment("LE012", ["refund beyond the expense"]),
    withoutAdjustment("LE012", ["refund of a reversed expense"]),
    withoutAdjustment("LE012", ["reclassification beyond the expense"]),
    withoutAdjustment("LE013", ["reversal of an expense with refunds"]),
    // What it takes off a budget line was not charged by then.
    withoutAdjustment("LE014", ["reversal dated before its entry"], becomes: "LA017"),
    Mutant(
      name: "no index journal_entry_reversed_once", disable: "drop index ledger.journal_entry_reversed_once",
      attempts: ["double reversal"], check: "LE010"),
    Mutant(
      name: "no trigger stamp", disable: "alter table ledger.journal_entry disable trigger stamp",
      attempts: ["forged number"], becomes: "23502", check: nil),
    Mutant(
      name: "LE009 not looked at",
      disable: edit("ledger.stamp_entry", [("operator(pg_catalog.>) 0", "operator(pg_catalog.>) 9")]),
      attempts: ["forged login"], becomes: "LE004", check: nil),
    Mutant(
      name: "no trigger gives_salts", disable: "alter table ledger.journal_line disable trigger gives_salts",
      attempts: ["forged salts of a line", "forged salts of a line without a text"],
      becomes: "journal_line_salts_check",
      check: nil),
    Mutant(
      name: "given salts not looked at",
      disable: edit("ledger.give_salts", [("if new.salts is not null then", "if false then")]),
      attempts: ["forged salts of a line"], check: nil),
    Mutant(
      name: "closed days not looked at",
      disable: edit(
        "ledger.check_entry_state", [("if fault.entry_date <= fault.closed_through then", "if false then")]),
      attempts: ["closed period"], check: "LP001"),
    lines(
      "LR002 not looked at",
      [("x.missing is not null", "false"), ("if broken.missing is not null then", "if false then")],
      ["unknown account", "unknown party"], check: "LR002"),
    lines(
      "the entry's date not looked at", [("else 'of another date' end", "else h.kind end")],
      ["lines of another date than their entry"], check: "LE003"),
    withoutConstraint(
      "journal_entry", "journal_entry_idempotency_key", ["old key, other content, by the tables"], check: "LK001"),
  ]
}
