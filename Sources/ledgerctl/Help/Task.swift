/// Something that people do with the books, in their words, and the commands for it in order.
struct Task {
  /// As people say it: `Pay a card bill`.
  let title: String
  /// Other words for it, that its title lacks.
  let words: String
  /// What must be known; empty where the commands say it all.
  let about: String
  /// Commands with example values; capital letters stand for codes that are filled in.
  let commands: [String]

  init(_ title: String, _ words: String, _ about: String = "", _ commands: String...) {
    self.title = title
    self.words = words
    self.about = about
    self.commands = commands
  }
}

extension Task {
  /// The commands without their examples: `expense add`.
  var verbs: [String] {
    var seen: [String] = []
    for command in commands {
      let verb = command.split(separator: " ").dropFirst().prefix {
        $0.allSatisfy { $0.isLowercase || $0 == "-" } && $0.first != "-"
      }
      .joined(separator: " ")
      if !seen.contains(verb) { seen.append(verb) }
    }
    return seen
  }

  /// Those that have the most of these words in their title or beside it, by the number of them; all without any word. Whether one of them has every
  /// word, else they are the nearest alone; and which of the words no task has.
  static func matching(_ asked: [String]) -> (tasks: [Task], isHere: Bool, unknown: [String]) {
    let asked = asked.flatMap { words(of: $0) }.filter { !fillers.contains($0) }
    guard !asked.isEmpty else { return (all, true, []) }
    let scored = all.map { task in (task: task, score: asked.reduce(0) { $0 + task.score($1) }) }
    let best = max(1, scored.map(\.score).max() ?? 0)
    let tasks = scored.filter { $0.score == best }.map(\.task)
    return (
      tasks, tasks.contains { task in asked.allSatisfy { task.score($0) > 0 } },
      asked.filter { word in all.allSatisfy { $0.score(word) == 0 } }
    )
  }

  /// How well a word names it: best in its title, then beside it, then as a command for it.
  private func score(_ asked: String) -> Int {
    if Self.isIn(Self.words(of: title), asked) { return 4 }
    if Self.isIn(Self.words(of: words), asked) { return 3 }
    return Self.isIn(Self.words(of: verbs.joined(separator: " ")), asked) ? 1 : 0
  }

  private static let fillers: Set<String> = [
    "a", "an", "the", "my", "our", "to", "of", "how", "do", "does", "can", "i", "we", "you", "in", "on", "for", "with",
    "from", "is", "it", "what",
    "and", "or", "one", "s", "by", "at", "me", "this", "that", "there", "want", "need", "please",
  ]

  private static func words(of text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// Whether a word is there: itself, or in another form, as `paying` for `pay`.
  private static func isIn(_ words: [String], _ asked: String) -> Bool {
    words.contains { word in
      word == asked || (asked.count > 3 && word.hasPrefix(asked)) || (word.count > 3 && asked.hasPrefix(word))
    }
  }
}

extension Task {
  /// Every task, in the order of a year.
  static let all: [Task] = [
    Task(
      "Start new books", "begin set up install organization site chart",
      "The first command makes the books, on this machine, with a chart of accounts; the others add what you work with.",
      "ledgerctl init --org ORG --name 'Our site' --fiscal-year-start 7",
      "ledgerctl party import PARTIES.csv --org ORG"),
    Task(
      "Take over balances from another system", "opening migrate quickbooks spreadsheet start balance",
      "A file of balances by account, fund and class as of the day before the books begin.",
      "ledgerctl opening import BALANCES.csv --org ORG --date 2026-06-30 --dry-run",
      "ledgerctl org coverage ORG --grants-beside 'QuickBooks' --approved-by 'Board' --reason 'Grants are kept here'"),
    Task(
      "Record a new award", "grant funder agreement promise terms",
      "The award, what its agreement says, its budget and, where it is unconditional, the promise. "
        + "Parts of it that are due in a later fiscal year carry a time restriction, unless the letter shows that they support this one.",
      "ledgerctl award add AWARD 'Youth reporters' --org ORG --funder FUNDER --amount 30000.00 --from 2026-07-01 --through 2027-06-30 --recognition unconditional",
      "ledgerctl award terms AWARD --preset ncfp --approved-by 'Grants office' --document 'Award letter'",
      "ledgerctl template budget --award AWARD -o BUDGET.xlsx",
      "ledgerctl budget import AWARD BUDGET.xlsx --approved-by 'Grants office' --effective 2026-07-01",
      "ledgerctl award promise AWARD --date 2026-07-01",
      "ledgerctl award promise AWARD --date 2026-07-01 --installment '2026-08-15 20000.00' --installment '2027-08-15 10000.00' --later-installments time-restricted",
      "ledgerctl document attach LETTER.pdf --award AWARD --title 'Award letter'"),
    Task(
      "Record money that a funder sends", "receive receipt cash payment award interest deposit", "",
      "ledgerctl award receive AWARD --amount 15000.00 --date 2026-07-20",
      "ledgerctl award recognize AWARD --amount 15000.00 --date 2026-09-30 --evidence 'Report accepted'",
      "ledgerctl award interest AWARD --amount 4.05 --date 2026-09-30"),
    Task(
      "Record money that is no grant", "donation gift contribution fee interest deposit receive income",
      "--account says what it is. What comes back of a cost is \"expense refund\".",
      "ledgerctl cash receive --org ORG --payer PAYER --account 4010 --amount 250.00 --date 2026-09-14"),
    Task(
      "Move money between accounts", "transfer refill petty cash savings bank top up",
      "",
      "ledgerctl cash move --org ORG --from bank --to petty-cash --amount 100.00 --date 2026-09-14"),
    Task(
      "Record an expense", "cost purchase spend buy bank card petty cash",
      "At a terminal, \"ledgerctl expense add\" alone asks for everything.",
      "ledgerctl expense add --award AWARD --line LINE --amount 48.20 --payee PAYEE --service-date 2026-09-14 --paid-from bank",
      "ledgerctl expense add --unrestricted --org ORG --account 8110 --amount 12.00 --payee PAYEE --service-date 2026-09-14 --paid-from petty-cash"
    ),
    Task(
      "Share a cost among awards", "split allocate several lines",
      "",
      "ledgerctl expense add --share 'AWARD:LINE 60%' --share 'unrestricted:8110 rest' --amount 120.00 --payee PAYEE --service-date 2026-09-14 --paid-from card --org ORG"
    ),
    Task(
      "Order something ahead of the invoice", "commitment encumbrance purchase order reserve",
      "An open commitment takes its part of the budget until the invoice meets it.",
      "ledgerctl commitment add AWARD --line LINE --amount 1648.00 --payee PAYEE --date 2026-10-01 --for 'Anthology, 300 copies'",
      "ledgerctl commitment draw 1 --org ORG --service-date 2026-11-01 --paid-from payable",
      "ledgerctl commitment release 2 --org ORG --reason 'Never delivered'"),
    Task(
      "Record a bill", "invoice payable owe vendor",
      "",
      "ledgerctl bill add --award AWARD --line LINE --amount 660.00 --payee PAYEE --number 2026-118 --service-date 2026-09-20",
      "ledgerctl bill list --org ORG",
      "ledgerctl statement payables --org ORG"),
    Task(
      "Pay bills", "payment check transfer vendor invoice payable",
      "Several bills, of several awards, in one payment.",
      "ledgerctl payment add --org ORG --bill 2026-118 --bill 2026-124 --method check --number 1041 --date 2026-10-05",
      "ledgerctl payment list --org ORG"),
    Task(
      "Pay a card bill", "credit card statement payment",
      "The purchases through the day of the statement are settled, the oldest first.",
      "ledgerctl payment add --org ORG --card --through 2026-09-30 --amount 307.68 --payee CARD-BANK --method direct-debit --date 2026-10-22"
    ),
    Task(
      "Void a check", "payment stop lost cancel bounced",
      "The bills are owed again; the expense stays as it was.",
      "ledgerctl payment void 1041 --org ORG --reason 'Lost in the mail'"),
    Task(
      "Pay back a member of staff", "reimburse reimbursement employee own money owed mileage miles car drive",
      "",
      "ledgerctl expense add --award AWARD --line LINE --amount 22.50 --payee PAYEE --service-date 2026-09-14 --paid-from staff --staff STAFF",
      "ledgerctl mileage add STAFF --award AWARD --line LINE --miles 34 --memo 'To the museum and back' --service-date 2026-09-14",
      "ledgerctl payment add --org ORG --payee STAFF --all --method transfer --date 2026-10-01"),
    Task(
      "Give staff an advance", "cash ahead event return receipts",
      "",
      "ledgerctl advance give STAFF --org ORG --amount 200.00 --date 2026-10-01 --for 'Market stall'",
      "ledgerctl expense add --unrestricted --org ORG --account 8110 --amount 64.00 --payee PAYEE --service-date 2026-10-03 --paid-from advance --staff STAFF",
      "ledgerctl advance return STAFF --org ORG --date 2026-10-10"),
    Task(
      "Pay for something that lasts for months",
      "prepaid insurance subscription spread accrue accrual year end not billed yet",
      "Prepaid costs are spread over their days; an accrual is a cost that is billed later, and turned on a later day. Any of its entries undoes all of it.",
      "ledgerctl prepay --unrestricted --org ORG --account 8520 --amount 600.00 --payee PAYEE --date 2026-07-01 --service-date 2026-07-01 --service-through 2026-12-31 --paid-from bank",
      "ledgerctl accrue --award AWARD --line LINE --amount 150.00 --payee PAYEE --service-date 2026-06-30 --reverse-on 2026-07-01"
    ),
    Task(
      "Record stipends and payroll", "wages pay salaries young people gift cards",
      "By codes and totals, never by a young person's name.",
      "ledgerctl template payroll --org ORG -o PAYROLL.xlsx",
      "ledgerctl payroll import PAYROLL.xlsx --org ORG --dry-run"),
    Task(
      "Pay payroll taxes", "remit withholdings deposit irs state accrued wages owed",
      "Every fund pays what it owes of it on that day.",
      "ledgerctl payroll remit --org ORG --account 2130 --payee PAYEE --date 2026-10-15"),
    Task(
      "Charge indirect costs", "overhead rate de minimis administration",
      "",
      "ledgerctl indirect show AWARD",
      "ledgerctl indirect charge AWARD --through 2026-09-30",
      "ledgerctl indirect settle AWARD --date 2026-10-14"),
    Task(
      "Bring in my spreadsheet", "import csv xlsx excel workbook file upload",
      "A template has the valid codes as lists. Your own layout is told once, as a profile.",
      "ledgerctl template expenses --org ORG -o EXPENSES.xlsx",
      "ledgerctl expense import EXPENSES.xlsx --org ORG --dry-run",
      "ledgerctl import profile make MINE.xlsx --name mine --org ORG",
      "ledgerctl expense import MINE.xlsx --profile mine --org ORG",
      "ledgerctl import list --org ORG"),
    Task(
      "Fix a mistake", "undo correct wrong amount reverse delete change edit error",
      "Nothing is erased: a mistake is reversed, with a reason, and the right entry is linked to it. Both count in the month of the mistake while it is open, else on the first day that is open.",
      "ledgerctl correct 118 --org ORG --amount 216.45 --reason 'Digits swapped'",
      "ledgerctl undo 118 --org ORG --reason 'Entered twice'",
      "ledgerctl entry move 119 --org ORG --date 2026-09-03 --reason 'Undone in the wrong month'",
      "ledgerctl import undo 3 --org ORG --reason 'Wrong file'",
      "ledgerctl expense refund 118 --org ORG --amount 20.00 --date 2026-10-01"),
    Task(
      "Find an entry", "search look up where payee amount voucher register",
      "",
      "ledgerctl find museum 48.20",
      "ledgerctl entry show 118 --org ORG",
      "ledgerctl register --award AWARD --line LINE",
      "ledgerctl register --account 1010 --org ORG"),
    Task(
      "Keep a receipt with its expense", "document attach scan upload missing evidence",
      "",
      "ledgerctl document attach RECEIPT.pdf --entry 118 --org ORG",
      "ledgerctl receipt import FOLDER --org ORG",
      "ledgerctl document missing --org ORG"),
    Task(
      "See what is left of a budget", "statement report remaining available actual spent year-end funder",
      "",
      "ledgerctl statement budget AWARD",
      "ledgerctl statement budget AWARD --as-of 2026-12-31 --by quarter -o REPORT.md",
      "ledgerctl activity AWARD"),
    Task(
      "Change a budget", "revise move revision overspend over explain extension spread months plan forecast project",
      "",
      "ledgerctl budget revise AWARD --move 'LINE OTHER 90.00' --approver grantee --approved-by 'Director' --effective 2026-10-01 --reason 'Fewer workshops'",
      "ledgerctl budget explain AWARD LINE --reason 'Prices of paper rose'",
      "ledgerctl budget spread AWARD --line LINE --from 2026-10 --through 2027-05",
      "ledgerctl award extend AWARD --through 2027-08-31 --approved-on 2027-05-23 --approved-by 'Grants office' --document 'Letter of 23 May' --reason 'A second event'"
    ),
    Task(
      "Record more money or more time for an award",
      "increase amount raise supplement amendment extend extension longer",
      "More money is an award of its own, with its own budget; a later end is a version of the award that there is.",
      "ledgerctl award add AWARD-2 'The same, increased' --funder FUNDER --amount 5000.00 --from 2026-10-01 --through 2027-05-31 --recognition unconditional",
      "ledgerctl award extend AWARD --through 2027-08-31 --approved-on 2027-05-23 --approved-by 'Grants office' --document 'Letter of 23 May' --reason 'A second event'"
    ),
    Task(
      "Compare the books with the bank",
      "reconcile reconciliation account statement balance cleared outstanding checks",
      "The register lists what went in and out of the account, with its balance; payments say how each was paid.",
      "ledgerctl register --account 1010 --org ORG --from 2026-09-01 --to 2026-09-30",
      "ledgerctl payment list --org ORG",
      "ledgerctl statement trial-balance --org ORG --as-of 2026-09-30"),
    Task(
      "See what is missing or due", "todo deadline overdue next week",
      "",
      "ledgerctl todo --org ORG"),
    Task(
      "Approve what somebody else prepared", "approval second person sign four eyes proposal waiting refuse",
      "Whoever prepared it cannot approve it.",
      "ledgerctl org approvals ORG --above 500.00 --payments --approved-by 'Board' --reason 'Two persons'",
      "ledgerctl approve list --org ORG",
      "ledgerctl approve give 1 --org ORG",
      "ledgerctl approve refuse 2 --org ORG --reason 'Wrong award'"),
    Task(
      "Take a name out that somebody typed", "remove delete erase privacy personal forget text purge",
      "Another person approves it; what is removed never comes back.",
      "ledgerctl text find 'WORDS' --org ORG",
      "ledgerctl text remove --entry 20 --field description --org ORG --reason 'Asked for by letter'",
      "ledgerctl approve give 4 --org ORG"),
    Task(
      "Close a month", "period year end lock finish reopen",
      "Months close in order, with their releases. A month that is opened again opens every later one, and undoes the closing of a year that is open again. "
        + "The closing of a year lists what is unspent of awards that ended; --return-unspent records first that it goes back.",
      "ledgerctl period checklist 2026-09 --org ORG",
      "ledgerctl period close 2026-09 --org ORG --reason 'Reconciled with the bank'",
      "ledgerctl period close 2026-06 --org ORG --reason 'Audit adjustments are in' --year-end",
      "ledgerctl period reopen 2026-09 --org ORG --reason 'An invoice came late'",
      "ledgerctl period history --org ORG"),
    Task(
      "Adjust a year that is closed", "audit adjustment auditor entry proposed AJE prior year closed after",
      "The entry is dated the last day of the year. Releases and closings that change with it are listed first, and recorded with it.",
      "ledgerctl period adjust 2026-06 --org ORG --description 'Auditor entry 1' --line '8590 400.00 class=without function=management' "
        + "--line '2010 -400.00 party=PAYEE' --approved-by 'Auditor' --document letter.pdf --reason 'Late invoice' --key aje-1",
      "ledgerctl period history --org ORG"),
    Task(
      "Close an award", "end grant final report unspent return funder",
      "The dry run lists what is still open, each with its command.",
      "ledgerctl award close AWARD --date 2027-08-31 --final-report 2027-08-15 --dry-run",
      "ledgerctl award return AWARD --amount 210.40 --date 2027-08-31 --reason 'Unspent' --paid-from bank"),
    Task(
      "Let somebody read or record", "user grant access auditor partner funder login person",
      "",
      "ledgerctl user grant LOGIN recorder --org ORG",
      "ledgerctl user grant LOGIN auditor --network PARTNER",
      "ledgerctl user grant LOGIN funder --award AWARD",
      "ledgerctl user list"),
    Task(
      "Hand the books over", "leave quit successor next person new bookkeeper",
      "",
      "ledgerctl handover FROM TO --dry-run",
      "ledgerctl handover FROM TO -o HANDOVER.md"),
    Task(
      "Back up the books", "backup restore save copy move machine",
      "",
      "ledgerctl backup BOOKS.backup",
      "ledgerctl check --backup BOOKS.backup",
      "ledgerctl restore BOOKS.backup --dry-run"),
    Task(
      "Prove that the books are right", "check audit seal trust tamper verify recorded later",
      "",
      "ledgerctl check",
      "ledgerctl seal --list",
      "ledgerctl statement budget AWARD --as-of 2026-12-31 --as-recorded 2027-01-15",
      "ledgerctl statement trial-balance --org ORG"),
    Task(
      "Send entries to another accounting system", "export quickbooks sage xero csv journal",
      "",
      "ledgerctl export journal --org ORG --from 2026-09-01 --to 2026-09-30 -o JOURNAL.csv"),
  ]
}
