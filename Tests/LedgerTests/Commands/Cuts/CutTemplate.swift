import Foundation

@testable import Ledger

/// Books prepared for every row of `CutTable`, once a run, and the files that the commands read.
struct CutTemplate: Sendable {
  let database: String
  let files: String
  /// Who keeps the books.
  let administrator: String
  /// Who approves what they prepare.
  static let second = "cut_second"
  /// Who reads them and leaves.
  static let reader = "cut_reader"

  private static let made: Result<CutTemplate, any Error> = Result { try make() }
  private static let withApprovals: Result<CutTemplate, any Error> = Result { try approvals(try made.get()) }

  static func prepared(_ template: CutRow.Template) throws -> CutTemplate {
    switch template {
    case .books: try made.get()
    case .approvals: try withApprovals.get()
    }
  }

  func login(_ login: CutRow.Login) -> String {
    switch login {
    case .administrator: administrator
    case .second: Self.second
    case .installer: LocalCluster.installerLogin
    }
  }

  private static func make() throws -> CutTemplate {
    let (program, books, login) = try Program.withBooks()
    let template = CutTemplate(database: books.database, files: try writeFiles(), administrator: login)
    try program.addAward()
    try template.run(program, preparation)
    _ = try books.as(login: reader)
    try template.run(
      Program(books: books, login: LocalCluster.installerLogin), "user grant \(reader) auditor --org site")
    let checkpoint = try program("seal", "show", "1", "--checkpoint").output
    let note = checkpoint + "\n\u{2014} partner.example ChssPUFBQUE=\n"
    try Data(note.utf8).write(to: URL(filePath: "\(template.files)/note"))
    return template
  }

  private static func approvals(_ template: CutTemplate) throws -> CutTemplate {
    let books = try TestBooks.copy(of: template.database)
    for login in [second, template.administrator] { _ = try books.as(login: login) }
    let installer = Program(books: books, login: LocalCluster.installerLogin)
    try template.run(
      installer, "user grant \(second) approver --org site\nuser grant \(second) finance-admin --org site")
    try template.run(
      Program(books: books, login: template.administrator),
      """
      org approvals site --above 5 --reversals --approved-by Board --reason 'Two people'
      expense add --award YOUTH --line food --amount 21.00 --payee shop --service-date 2021-09-03 --paid-from bank --key first
      expense add --award YOUTH --line food --amount 22.00 --payee shop --service-date 2021-09-03 --paid-from bank --key second
      text remove --entry 5 --field description --reason 'Asked for by letter'
      """)
    return CutTemplate(database: books.database, files: template.files, administrator: template.administrator)
  }

  private func run(_ program: Program, _ commands: String) throws {
    for command in commands.split(separator: "\n") {
      let outcome = try program.run(Program.words(of: String(command).replacing("FILES", with: files)))
      guard outcome.status == 0 else { throw Unprepared(description: "\(command): \(outcome.errors)") }
    }
  }

  private struct Unprepared: Error, CustomStringConvertible { let description: String }

  private static func writeFiles() throws -> String {
    let folder = URL(filePath: try temporaryFile([], name: ".empty")).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder.appending(path: "receipts"), withIntermediateDirectories: true)
    for (name, text) in texts { try Data("\(text)\n".utf8).write(to: folder.appending(path: name)) }
    for name in ["letter.pdf", "scan.pdf", "receipts/lunch.pdf"] {
      try Data(SampleFiles.pdf + Array(name.utf8)).write(to: folder.appending(path: name))
    }
    return folder.path
  }

  private static let texts = [
    "budget.csv": "line,name,category,account,amount\nfood,Food,supplies,8110,10000.00",
    "small.csv": "line,name,category,account,amount\nfood,Food,supplies,8110,5000.00",
    "parties.csv": "code,name,kind\nprinter,Corner Print,business\nglue,Glue Works,business",
    "expenses.csv":
      """
    date,award,line,amount,payee,service_date,key
    2021-09-20,YOUTH,food,4.00,shop,2021-09-20,
    2021-09-21,YOUTH,food,5.00,shop,2021-09-21,x-1
    """,
    "batch.csv": "date,award,line,amount,payee,service_date\n2021-09-22,YOUTH,food,6.00,shop,2021-09-22",
    "bills.csv":
      "payee,number,invoice_date,award,line,amount,service_date\nshop,INV-4,2021-09-06,YOUTH,food,14.00,2021-09-06",
    "opening.csv": "account,fund,class,debit,credit\n1010,general,,900.00,\n3010,general,without,,900.00",
    "payroll.csv":
      """
    pay_date,employee,service_from,service_through,gross,fringe,award,line,fringe_line,hours
    2021-09-30,s-1,2021-09-01,2021-09-30,1000.00,76.51,YOUTH,food,food,1
    2021-09-30,s-1,2021-09-01,2021-09-30,1000.00,76.51,unrestricted,management,,1
    """,
    "mine.csv": "Paid on;Amount;Whom\n03.09.2021;1.00;shop",
  ]

  private static let preparation = """
    party add lead 'Program lead' --kind staff
    party add s-1 'Employee 1' --kind staff
    award terms YOUTH --indirect-rate 10% --approved-by Funder
    award receive YOUTH --amount 29000.00 --date 2021-07-05
    award add COND Sessions --funder funder --amount 10000.00 --from 2021-07-01 --through 2022-06-30 --recognition conditional
    budget import COND FILES/budget.csv --approved-by Funder --effective 2021-07-01
    award receive COND --amount 900.00 --date 2021-07-05
    award terms COND --interest grantee --approved-by Funder
    award add BARE Begun --funder funder --amount 5000.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional
    award add IDLE Idle --funder funder --amount 5000.00 --from 2021-07-01 --through 2022-06-30 --recognition conditional
    award add DONE Done --funder funder --amount 5000.00 --from 2021-07-01 --through 2022-06-30 --recognition conditional
    award close DONE --date 2022-07-31 --final-report 2022-07-31
    award add LOST 'Not paid' --funder funder --amount 100.00 --from 2021-07-01 --through 2022-06-30 --recognition unconditional
    award promise LOST --date 2021-07-01
    account add 8111 Paper --kind expense
    program add music Music
    fund add AHEAD 'Award to come'
    expense add --award YOUTH --line food --amount 48.20 --payee shop --service-date 2021-07-10 --paid-from bank --key lunch
    expense add --award YOUTH --line food --amount 10.00 --payee shop --service-date 2021-07-11 --paid-from bank --key wrong
    expense add --award YOUTH --line food --amount 11.00 --payee shop --service-date 2021-08-02 --paid-from bank --key twice
    expense add --award YOUTH --line food --amount 3.00 --payee shop --service-date 2021-08-04 --paid-from bank --key wrongday
    undo wrongday --reason Twice --date 2021-09-08
    expense add --award YOUTH --line stipends --amount 15100.00 --payee shop --service-date 2021-08-03 --paid-from bank
    indirect charge YOUTH --through 2021-07-31
    commitment add YOUTH --line food --amount 300.00 --payee shop --date 2021-08-01 --for Supper --key supper
    commitment add YOUTH --line food --amount 40.00 --payee shop --date 2021-08-01 --for Fruit --key fruit
    bill add --award YOUTH --line food --amount 120.00 --payee shop --number INV-1 --service-date 2021-09-03
    bill add --award YOUTH --line food --amount 80.00 --payee shop --number INV-2 --service-date 2021-09-03 --key inv-2
    payment add --bill INV-2 --method check --number 1041 --date 2021-09-10
    expense refund inv-2 --amount 5.00 --date 2021-09-12 --to payable
    advance give lead --amount 100.00 --date 2021-09-01 --for Groceries
    mileage rate --cents 56 --from 2021-01-01 --source Notice
    expense import FILES/batch.csv
    document attach FILES/letter.pdf --award YOUTH --title Letter
    entry post --date 2020-06-15 --description 'Before' --key before --line '8590 5.00 class=without function=management' --line '1010 -5.00'
    period close 2020-06 --year-end --reason Begin
    period close 2021-05 --reason Begin
    entry post --date 2021-08-31 --description 'Tax on wages' --key taxes --line '7250 30.00 class=without function=management' --line '2130 -30.00'
    party add last 'Unsealed Goods'
    """
}
