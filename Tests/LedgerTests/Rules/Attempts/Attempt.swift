@testable import Ledger

/// A way to break a rule, and how it must end.
struct Attempt: Sendable {
  /// What is tried, in words.
  let name: String
  /// The name of the constraint, or else the SQLSTATE, that refuses it.
  let refusal: String
  /// What refuses it where the functions are called, where that is another.
  var refusalByFunction: String?
  /// SQL that calls the functions that recorders may call.
  var function: String?
  /// SQL that writes to the tables.
  var direct: String?
  /// The entry, where it is one that a client can give.
  var draft: EntryDraft?
  /// Foreign keys do not run for a superuser's replica session: the rule that `check` then names.
  var namedByCheck: String?

  /// The same entry by both ways.
  static func entry(_ name: String, _ refusal: String, _ draft: EntryDraft, check: String? = nil) -> Attempt {
    var attempt = Attempt(
      name: name, refusal: refusal, function: DirectSQL.post(draft), direct: DirectSQL.insert(draft),
      draft: draft, namedByCheck: check)
    if draft.kind.isMadeByBooks { attempt.refusalByFunction = "LE021" }
    return attempt
  }

  /// The same entry by both ways, with a field that the functions cannot read; they name it, the tables name their constraint.
  static func unreadable(_ name: String, _ refusal: String, _ draft: EntryDraft) -> Attempt {
    var attempt = entry(name, refusal, draft)
    attempt.refusalByFunction = "LE017"
    return attempt
  }

  /// Entries that are wrong in themselves.
  static let entries = plain + inAwards

  private static let plain: [Attempt] = [
    .entry("unbalanced entry", "LE001", transfer { $0.lines[0].amount += Money(cents: 1) }),
    .entry("unbalanced fund inside a balanced entry", "LE002", transfer { $0.lines[0].fund = "OPEN" }),
    Attempt(
      name: "header without lines", refusal: "LE004",
      function: DirectSQL.post(transfer { $0.lines = [] }), direct: header),
    .entry("one line", "LE004", transfer { $0.lines.removeLast() }),
    Attempt(
      name: "lines numbered from 2", refusal: "LE003",
      direct: DirectSQL.insert(transfer { _ in }, numbering: { $0 + 1 })),
    Attempt(
      name: "lines numbered 1 and 3", refusal: "LE003",
      direct: DirectSQL.insert(transfer { _ in }, numbering: { $0 * 2 - 1 })),
    .entry("asset line with a class", "LE005", transfer { $0.lines[0].netAssetClass = .with }),
    .entry("expense without a class", "LE005", expense { $0.lines[0].netAssetClass = nil }),
    .entry("expense with restrictions", "LE006", expense { $0.lines[0].netAssetClass = .with }),
    .entry(
      "expense without a function", "LE007",
      expense {
        $0.lines[0].function = nil
        $0.lines[0].program = nil
      }),
    .entry(
      "function on an asset", "LE007", transfer { $0.lines[0].function = .management }),
    .entry("function program without its program", "journal_line_program_check", expense { $0.lines[0].program = nil }),
    .entry("service after the term", "LA001", expense { $0.lines[0].service = day("2022-07-01") }),
    .entry("service after the month", "LE023", expense { $0.lines[0].service = day("2021-10-01") }),
    .entry(
      "restricted gift in the unrestricted fund", "LE005",
      transfer { draft in
        draft.lines[1].account = "4230"
        draft.lines[1].netAssetClass = .with
      }),
    .entry("service before the term", "LA001", expense { $0.lines[0].service = day("2021-06-30") }),
    .entry(
      "service before the term, on no budget line", "LA001",
      expense { draft in
        draft.lines[0].budgetLine = nil
        draft.lines[0].service = day("2021-06-30")
      }),
    .entry(
      "cost of an award without service, on no budget line", "journal_line_service_required",
      expense { draft in
        draft.lines[0].budgetLine = nil
        draft.lines[0].service = nil
      }),
    .entry(
      "cash basis, owed, on no budget line", "LA006",
      Drafts.expense(key: "attempt", award: "CASH", from: "2010").changed { $0.lines[0].budgetLine = nil }),
    .entry("budget line without service", "journal_line_service_required", expense { $0.lines[0].service = nil }),
    .entry(
      "award in another fund", "LA002",
      expense { draft in for line in draft.lines.indices { draft.lines[line].fund = "general" } }),
    .entry(
      "expense of an award's fund that names no award", "LA003",
      expense {
        $0.lines[0].award = nil
        $0.lines[0].budgetLine = nil
      }),
    .entry("promise beyond the award", "LA004", Drafts.promise(key: "attempt", cents: 5_000_01)),
    .entry("receipt beyond the award", "LA005", Drafts.receipt(key: "attempt", cents: 15_000_01)),
    .entry(
      "receipt beyond the award, called a journal entry", "LA005",
      Drafts.receipt(key: "attempt", cents: 15_000_01).changed { $0.kind = .journal }),
    .entry(
      "promise beyond the award, called a receipt", "LA004",
      Drafts.promise(key: "attempt", cents: 5_000_01).changed { $0.kind = .receipt }),
    .entry(
      "receipt beyond the award that names it on both sides", "LA005",
      Drafts.receipt(key: "attempt", cents: 15_000_01).changed { $0.lines[0].award = "OPEN" }),
    .entry("cash basis, owed", "LA006", Drafts.expense(key: "attempt", award: "CASH", from: "2010")),
    .entry("cash basis, on the card", "LA006", Drafts.expense(key: "attempt", award: "CASH", from: "2015")),
    .entry("closed period", "LP001", transfer { $0.date = "2021-06-30".day }),
    .entry(
      "budget line on cash", "LA017",
      expense { draft in
        draft.lines[1].award = "OPEN"
        draft.lines[1].budgetLine = "supplies"
        draft.lines[1].service = draft.lines[0].service
      }, check: nil),
    .entry(
      "room made on a budget by a journal entry", "LA017",
      Drafts.expense(key: "attempt", cents: -1_00).changed { $0.kind = .journal }),
    .entry(
      "indirect costs given back that were never charged", "LA017",
      Drafts.expense(key: "attempt", cents: -1_00).changed {
        $0.kind = .indirect
        $0.lines[0].account = "9930"
        $0.lines[0].budgetLine = "indirect"
      }),
    .entry(
      "cost moved off a line that has none", "LA017",
      Drafts.expense(key: "attempt", cents: 1_00).changed {
        $0.kind = .journal
        $0.lines[1] = $0.lines[0]
        $0.lines[1].amount = Money(cents: -1_00)
        $0.lines[1].budgetLine = "salaries"
      }),
    .entry(
      "revenue beyond the award by a journal entry", "LA004",
      Drafts.promise(key: "attempt", cents: 5_000_01).changed { $0.kind = .journal }),
    .unreadable("amount of zero", "signed_cents_in_range", transfer { $0.lines[0].amount = .zero }),
    .unreadable(
      "amount of 10^14 cents", "signed_cents_in_range",
      transfer { $0.lines[0].amount = Money(cents: 100_000_000_000_000) }),
    .entry("unknown account", "LR002", transfer { $0.lines[0].account = "1011" }),
    .entry(
      "unknown fund", "LR002",
      transfer { draft in for line in draft.lines.indices { draft.lines[line].fund = "AWAY" } }),
    .entry("unknown party", "LR002", transfer { $0.lines[0].party = "nobody" }),
    .entry("unknown program", "LR002", expense { $0.lines[0].program = "nothing" }),
    .entry(
      "unknown award", "LR002",
      expense {
        $0.lines[0].award = "NONE"
        $0.lines[0].budgetLine = nil
      }),
    .entry(
      "unknown budget line", "LR002", expense { $0.lines[0].budgetLine = "nothing" }),
    .entry(
      "award of another organization", "LR002",
      expense {
        $0.lines[0].award = "AWAY"
        $0.lines[0].budgetLine = nil
      }),
    .entry("a key that is blank", "journal_entry_key_is_text", transfer { $0.key = "" }),
    .entry("a key that is not NFC", "journal_entry_key_is_text", transfer { $0.key = "cafe\u{301}" }),
    .unreadable("blank description", "remark_is_text", transfer { $0.description = " " }),
    .entry("reversal by the way of entries", "journal_entry_reversal_check", transfer { $0.kind = .reversal }),
    .entry("refund of nothing", "journal_entry_refund_check", transfer { $0.kind = .refund }),
    Attempt(
      name: "endless date", refusal: "day_in_range", refusalByFunction: "LE017",
      function: DirectSQL.post(transfer { _ in }).replacing("2021-09-15", with: "infinity"),
      direct: DirectSQL.insert(transfer { _ in }).replacing("2021-09-15", with: "infinity")),
    Attempt(
      name: "line of no entry of the call", refusal: "LE003",
      function: DirectSQL.post(transfer { _ in }).replacing(#"("1","2","#, with: #"("2","1","#)),
    Attempt(
      name: "line without its entry", refusal: "LE003",
      function: DirectSQL.post(transfer { _ in }).replacing(#"("1","2","#, with: #"(,"2","#)),
    Attempt(
      name: "line without its number", refusal: "LE017",
      function: DirectSQL.post(transfer { _ in }).replacing(#"("1","2","#, with: #"("1",,"#)),
    Attempt(
      name: "participant before there are any", refusal: "LR002",
      function: DirectSQL.post(transfer { $0.lines[0].participant = "P-1" }),
      direct: DirectSQL.insert(transfer { $0.lines[0].participant = "P-1" })),
  ]

  /// An entry and nothing else.
  static let header = """
    insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key)
    values (1, '2021-09-15', 'journal', 'attempt', 'attempt');
    """

  private static func day(_ text: String) -> DayWindow { DayWindow(unchecked: text.day, text.day) }
  private static func transfer(_ change: (inout EntryDraft) -> Void) -> EntryDraft {
    Drafts.transfer(key: "attempt").changed(change)
  }
  private static func expense(_ change: (inout EntryDraft) -> Void) -> EntryDraft {
    Drafts.expense(key: "attempt").changed(change)
  }
}
