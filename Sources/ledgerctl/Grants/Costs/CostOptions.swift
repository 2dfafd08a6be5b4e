import ArgumentParser
import Ledger

/// What bears a cost: a budget line of an award, an award without a line, the unrestricted fund, or several of them.
struct CostOptions: ParsableArguments {
  @Option(help: "The award that bears it.", completion: .choices("award", of: RecordExpense.self)) var award: String?
  @Option(help: "The budget line.", completion: .choices("line", of: RecordExpense.self)) var line: String?
  @Flag(help: "A cost of the award on no budget line; needs --account.") var noLine = false
  @Flag(help: "A cost of the unrestricted fund; needs --account.") var unrestricted = false
  @Option(help: "The account; defaults to the budget line's.", completion: .choices("account", of: RecordExpense.self))
  var account: String?
  @Option(
    help: "Of an unrestricted cost: program, management or fundraising.",
    completion: .choices("function", of: RecordExpense.self))
  var function: String?
  @Option(help: "Of an unrestricted cost: the program.", completion: .choices("program", of: RecordExpense.self))
  var program: String?
  @Option(
    help: "A share of a cost of several, as \"AWARD:LINE 400.00\", \"AWARD:LINE 60%\" or \"unrestricted:ACCOUNT rest\"."
  )
  var share: [String] = []

  var given: ActValues {
    var given = ActValues([
      "award": award, "line": line, "account": account, "function": function, "program": program,
    ])
    given.set("no-line", noLine)
    given.set("unrestricted", unrestricted)
    given.set("share", share)
    return given
  }
}

/// When a cost counts and which days its service has.
struct ServiceOptions: ParsableArguments {
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.") var serviceDate: String?
  @Option(help: "The last day of the service.") var serviceThrough: String?
  @Option(help: "The day it counts; defaults to the last day of the service.") var date: String?

  var given: ActValues {
    ActValues(["service-date": serviceDate, "service-through": serviceThrough, "date": date])
  }
}

/// `--paid-from` and the member of staff that it may need.
struct SourceOptions: ParsableArguments {
  @Option(
    help:
      "What it is paid from or owed to: bank, savings, petty-cash, card, payable, staff, advance, or the code of such an account.",
    completion: .choices("paid-from", of: RecordExpense.self))
  var paidFrom: String?
  @Option(
    help: "With staff or advance: the member of staff who paid it, or had the advance; a party's code or name.",
    completion: .choices("staff", of: RecordExpense.self))
  var staff: String?

  var given: ActValues { ActValues(["paid-from": paidFrom, "staff": staff]) }
}
