/// Every command that records, with words that record something in the books of `CutTemplate`.
enum CutTable {
  static let rows: [CutRow] = chart + awards + costs + journal + approvals + beside

  /// Organizations, the chart and its dimensions.
  private static let chart: [CutRow] = [
    CutRow("org add", "north 'North Side' --fiscal-year-start 1"),
    CutRow("org rename", "site 'Site Two' --reason Moved"),
    CutRow(
      "org policy", "site --simultaneous-release conditional --effective 2021-07-01 --approved-by Board --reason Policy"
    ),
    CutRow("org approvals", "site --above 500 --payments --approved-by Board --reason 'Two people'"),
    CutRow("org coverage", "site --grants-beside Ledgerbook --approved-by Board --reason 'Grants only'"),
    CutRow("account add", "8112 Ink --kind expense"),
    CutRow("account rename", "8111 'Paper and card' --reason Wider"),
    CutRow("program add", "art Art"),
    CutRow("program rename", "music 'Music and dance' --reason Wider"),
    CutRow("fund add", "NEXT 'Another award to come'"),
    CutRow("fund rename", "AHEAD 'Award that comes' --reason Nearer"),
    CutRow("party add", "mill 'Paper Mill' --kind business"),
    CutRow("party rename", "shop 'The Corner Shop Two' --reason Sold"),
    CutRow("party import", "FILES/parties.csv"),
  ]

  /// Awards and their budgets.
  private static let awards: [CutRow] = [
    CutRow(
      "award add",
      "MORE 'Another award' --funder funder --amount 1000.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional"
    ),
    CutRow("award terms", "YOUTH --interest award --approved-by Funder --effective 2021-09-01"),
    CutRow(
      "award extend",
      "YOUTH --through 2022-08-31 --approved-on 2022-05-01 --approved-by Funder --document Letter --reason Later"),
    CutRow(
      "award rename", "YOUTH 'Youth at work' --date 2021-09-01 --approved-by Funder --document Letter --reason Title"),
    CutRow("award promise", "BARE --date 2021-07-01"),
    CutRow("award receive", "YOUTH --amount 500.00 --date 2021-09-05"),
    CutRow("award close", "IDLE --date 2022-07-31 --final-report 2022-07-31"),
    CutRow("award reopen", "DONE --reason Late --date 2022-07-31"),
    CutRow("award recognize", "COND --amount 100.00 --date 2021-09-30 --evidence Report"),
    CutRow("award interest", "COND --amount 1.50 --date 2021-09-30"),
    CutRow("award return", "COND --amount 200.00 --date 2021-09-30 --reason Unspent --paid-from bank"),
    CutRow("award write-off", "LOST --amount 10.00 --date 2021-09-30 --reason 'Never came'"),
    CutRow("award release", "YOUTH --amount 10.00 --for time --date 2021-09-30 --reason Time"),
    CutRow("budget import", "BARE FILES/small.csv --approved-by Funder --effective 2021-07-01"),
    CutRow(
      "budget revise",
      "YOUTH --move 'food stipends 200.00' --approver funder --approved-by Funder --effective 2021-09-01 --reason More"),
    CutRow("budget rename", "YOUTH food 'Food and drink' --reason Wider"),
    CutRow("budget spread", "YOUTH --line stipends --month 2021-09"),
    CutRow("budget explain", "YOUTH stipends --reason 'More came' --as-of 2021-09-30"),
  ]

  /// Costs, bills and payments.
  private static let costs: [CutRow] = [
    CutRow("commitment add", "YOUTH --line food --amount 60.00 --payee shop --date 2021-09-01 --for Bread"),
    CutRow("commitment draw", "supper --amount 30.00 --service-date 2021-09-03 --paid-from bank"),
    CutRow("commitment release", "fruit --date 2021-09-30 --reason 'Never came'"),
    CutRow(
      "expense add", "--award YOUTH --line food --amount 7.00 --payee shop --service-date 2021-09-03 --paid-from bank"),
    CutRow(
      "expense split",
      "--share 'YOUTH:food 60%' --share 'unrestricted:8110 rest' --amount 9.00 --payee shop --service-date 2021-09-03 --paid-from bank --memo Paper"
    ),
    CutRow("expense import", "FILES/expenses.csv"),
    CutRow("expense refund", "lunch --amount 2.00 --date 2021-09-04"),
    CutRow(
      "allocation add",
      "desks --name Desks --base desks --document Plan --effective 2021-07-01 --share 'YOUTH:food 1' --share 'unrestricted:8110 2'"
    ),
    CutRow("payroll import", "FILES/payroll.csv"),
    CutRow("indirect charge", "YOUTH --through 2021-08-31"),
    CutRow("indirect settle", "YOUTH --date 2021-08-14"),
    CutRow(
      "bill add", "--award YOUTH --line food --amount 13.00 --payee shop --number INV-3 --service-date 2021-09-04"),
    CutRow("bill import", "FILES/bills.csv"),
    CutRow("payment add", "--bill INV-1 --method transfer --date 2021-09-20"),
    CutRow("payment void", "1041 --reason Lost --date 2021-09-20"),
    CutRow("payment match", "--payee shop --date 2021-09-20"),
    CutRow("advance give", "lead --amount 20.00 --date 2021-09-02 --for Stamps"),
    CutRow("advance return", "lead --amount 30.00 --date 2021-09-12"),
    CutRow("cash move", "--from bank --to petty-cash --amount 40.00 --date 2021-09-04"),
    CutRow("cash receive", "--payer shop --account 4010 --amount 12.00 --date 2021-09-04"),
    CutRow("payroll remit", "--account 2130 --payee shop --date 2021-09-15 --amount 10.00"),
    CutRow("mileage add", "lead --award YOUTH --line food --miles 10 --service-date 2021-09-05 --memo Venue"),
    CutRow("mileage rate", "--cents 58.5 --from 2022-01-01 --source 'IRS Notice 2022-03'"),
    CutRow(
      "prepay",
      "--unrestricted --account 8110 --amount 60.00 --payee shop --date 2021-09-01 --service-date 2021-09-01 --service-through 2021-11-30 --paid-from bank"
    ),
    CutRow(
      "accrue",
      "--unrestricted --account 8110 --amount 15.00 --payee shop --service-date 2021-09-30 --reverse-on 2021-10-01"),
  ]

  /// The journal, documents, imports and months.
  private static let journal: [CutRow] = [
    CutRow("entry post", "--date 2021-09-01 --description Box --key box --line '1040 50.00' --line '1010 -50.00'"),
    CutRow("entry reverse", "twice --reason Twice --date 2021-09-02"),
    CutRow("undo", "twice --reason Twice --date 2021-09-02"),
    CutRow("entry move", "wrongday --date 2021-09-06 --reason 'Wrong day'"),
    CutRow("correct", "wrong --amount 12.00 --reason Digits"),
    CutRow("period close", "2021-07 --reason Reconciled"),
    CutRow("period reopen", "2021-05 --reason Late"),
    CutRow(
      "period adjust",
      "2020-06 --description Audit --line '1040 5.00' --line '1010 -5.00' --approved-by Auditor --document FILES/letter.pdf --reason Audit --key aje"
    ),
    CutRow("document attach", "FILES/scan.pdf --entry lunch"),
    CutRow("document withdraw", "1 --reason Wrong"),
    CutRow("receipt import", "FILES/receipts"),
    CutRow("import undo", "1 --reason Wrong --date 2021-09-30"),
    CutRow(
      "import profile make",
      "FILES/mine.csv --name mine --separator ';' --column 'Paid on=date' --column Amount=amount --column Whom=payee --constant award=YOUTH --constant line=food --constant service_date=2021-09-03 --date-order dmy --decimal . --grouping none --currency none"
    ),
    CutRow("opening import", "FILES/opening.csv --date 2021-06-30"),
    CutRow("text remove", "--entry 5 --field description --reason 'Asked for'"),
  ]

  /// What a second person decides, and what waits for them.
  private static let approvals = [
    CutRow("approve give", "1 --reason Seen", in: .approvals, as: .second),
    CutRow("approve give", "3", in: .approvals, as: .second),
    CutRow("approve refuse", "2 --reason Wrong", in: .approvals, as: .second),
    CutRow(
      "expense add",
      "--award YOUTH --line food --amount 7.00 --payee shop --service-date 2021-09-03 --paid-from bank", in: .approvals),
    CutRow("undo", "twice --reason Twice --date 2021-09-02", in: .approvals),
  ]

  /// Commands without --dry-run that record, each with why it has none.
  static let withoutTrial = [
    "user grant": "it makes a login of the server, too",
    "user revoke": "it takes a role of the server back, too",
    "network add": "it is for the installer alone",
    "seal": "it decides nothing: what is sealed stood before",
    "seal keep": "it keeps what somebody else wrote",
  ]

  private static let beside = [
    CutRow("user grant", "LOGIN recorder --org site", as: .installer),
    CutRow("user grant", "\(CutTemplate.reader) recorder --org site", as: .installer),
    CutRow("user revoke", "\(CutTemplate.reader) auditor --org site --reason Left", as: .installer),
    CutRow("network add", "partner 'Partner Network' --org site", as: .installer),
    CutRow("seal", "", isSeal: true),
    CutRow("seal", "--every 50", records: "select ledger.limit_tail", isSeal: true),
    CutRow("seal keep", "FILES/note", records: "select ledger.keep_note", isSeal: true),
  ]

  /// Commands that write and have no row, each with why.
  static let exempt = [
    "init": "SetupCutTests: one transaction, beside roles and a database",
    "server start": "no books are opened",
    "server stop": "no books are opened",
    "server status": "no books are opened",
    "backup": "SetupCutTests: it writes a file",
    "restore": "SetupCutTests: it makes books of its own",
    "handover": "SetupCutTests: a backup and then one transaction",
    "text purge": "TextPurgeTests: it writes files of the server anew and records nothing",
    "export journal": "it writes a file and reads the books only",
  ]
}
