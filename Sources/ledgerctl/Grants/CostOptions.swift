import ArgumentParser
import Ledger

/// What bears a cost: a budget line of an award, an award without a line, the unrestricted fund, or several of them.
struct CostOptions: ParsableArguments {
  @Option(help: "The award that bears it.", completion: .awards) var award: String?
  @Option(help: "The budget line.", completion: .budgetLines) var line: String?
  @Flag(help: "A cost of the award on no budget line; needs --account.") var noLine = false
  @Flag(help: "A cost of the unrestricted fund; needs --account.") var unrestricted = false
  @Option(help: "The account; else the budget line's.", completion: .accounts) var account: String?
  @Option(help: "Of an unrestricted cost: program, management or fundraising.") var function: ExpenseFunction?
  @Option(help: "Of an unrestricted cost: the program.", completion: .programs) var program: String?
  @Option(
    help: "A share of a cost of several, as \"AWARD:LINE 400.00\", \"AWARD:LINE 60%\" or \"unrestricted:ACCOUNT rest\"."
  )
  var share: [String] = []

  func validate() throws {
    guard [unrestricted, award != nil, !share.isEmpty].count(where: { $0 }) == 1 else {
      throw ValidationError("name one of --award, --unrestricted and --share")
    }
    if share.count == 1 { throw ValidationError("one share is no split: name --award and --line") }
    if !share.isEmpty, line != nil || noLine || account != nil {
      throw ValidationError("a share names its line and account itself: \"AWARD:LINE:ACCOUNT 400.00\"")
    }
    if award != nil, noLine == (line != nil) { throw ValidationError("name either --line or --no-line") }
    if unrestricted && (line != nil || noLine) { throw ValidationError("--unrestricted goes without a budget line") }
    if award != nil, function != nil || program != nil {
      throw ValidationError(
        "--function and --program are for --unrestricted costs; an award says which program it serves")
    }
    if unrestricted || noLine, account == nil { throw ValidationError("name the account with --account") }
  }

  /// What the options name, each fault of them kept in `faults`; nil where it is not clear whose cost it is.
  func bearer(of org: String?, _ books: borrowing Books, _ faults: inout ArgumentFaults) throws -> CostBearer? {
    let award = try faults.read("--award") { try self.award.map { try books.award($0) } }
    let line = try faults.read("--line") { try award.flatMap { award in try self.line.map { try award.line($0) } } }
    let organization = try faults.read("--org") {
      try award?.organization ?? (self.award == nil ? books.organization(org) : nil)
    }
    let account = try faults.read("--account") {
      try organization.flatMap { owner in try self.account.map { try books.account($0, of: owner) } }
    }
    guard let organization else { return nil }
    return CostBearer(
      organization: organization, award: award, line: line, account: account,
      fund: try award?.fund ?? books.unrestrictedFund(of: organization), function: function ?? .program,
      program: program ?? "program", shares: share)
  }
}

/// Who bears a cost, everything known.
struct CostBearer {
  let organization: Organization
  let award: Award?
  let line: BudgetLine?
  let account: Account?
  /// That of the award, else the unrestricted fund.
  let fund: String
  let function: ExpenseFunction
  let program: String
  /// As typed; empty where one bears all.
  let shares: [String]

  /// The entry for a cost that this bears.
  func entry(of expense: Expense, _ books: borrowing Books) throws -> EntryDraft {
    if let award { return try expense.entry(award: award, line: line, account: account) }
    if let account {
      return try expense.entry(
        unrestricted: fund, of: organization, account: account, function: function, program: program)
    }
    let organization = organization
    return try ExpenseSplit(expense.amount, typed: shares).entry(
      of: expense, in: organization, unrestricted: fund, program: program
    ) { try books.resolve($0, of: organization) }
  }

  /// In words: `tfs-2021, Student stipends`, or `unrestricted, account 8110`.
  var words: String {
    if let award { return "\(award.code), \(line?.name ?? "no budget line")" }
    return account.map { "unrestricted, account \($0.code)" } ?? "shared by \(shares.joined(separator: ", "))"
  }

  /// The words of the key of a cost, as people read them.
  static func named(_ noun: String, _ expense: Expense) -> [String] {
    [noun, expense.payee, "\(expense.date)", "\(expense.amount)"]
  }

  /// Says which of the lines concerned are now above their budget.
  func sayOverruns(_ books: borrowing Books) throws {
    if let award { try books.sayOverruns(of: award, lines: [line?.code]) }
    for share in shares {
      let words = share.split(separator: " ").map(String.init)
      guard let named = try CostTarget(parsing: words[0]).award else { continue }
      let award = try books.award(named.reference)
      try books.sayOverruns(of: award, lines: [award.line(named.line).code])
    }
  }

  /// Runs `body`, and where the award's term does not cover the service, says how the cost is booked to the unrestricted fund.
  func explaining<Value>(_ expense: Expense, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error where SQLState.serviceWithinTerm ~= error {
      guard var refused = error as? DatabaseError else { throw error }
      let command = expense.unrestrictedCommand(
        organization: organization, account: account?.code ?? line?.account ?? organization.accounts[.otherExpenses])
      refused.hint = "check the service date, or book it to the unrestricted fund:\n  \(command)"
      throw refused
    }
  }
}

extension Books {
  /// Award, line and account of a share. Throws `UnknownCode`, or `Refusal` for another organization's award.
  func resolve(_ target: CostTarget, of organization: Organization) throws -> (
    award: Award?, line: BudgetLine?, account: Account?
  ) {
    let account = try target.account.map { try self.account($0, of: organization) }
    guard let named = target.award else { return (nil, nil, account) }
    let award = try self.award(named.reference)
    guard award.organization == organization else {
      throw Refusal(
        "award \(award.code) belongs to \(award.organization.name)",
        nextStep: "a cost is shared within one organization")
    }
    return (award, try award.line(named.line), account)
  }
}

/// When a cost counts and which days its service has.
struct ServiceOptions: ParsableArguments {
  @Option(help: "The day of the service, or its first day, YYYY-MM-DD.", transform: Typed.keep)
  var serviceDate: Typed
  @Option(help: "The last day of the service.", transform: Typed.keep) var serviceThrough: Typed?
  @Option(help: "The day it counts; else the last day of the service.", transform: Typed.keep) var date: Typed?

  /// The days as read, each fault kept in `faults`.
  func read(_ faults: inout ArgumentFaults) throws -> (service: DayWindow?, date: Day?) {
    let date = try faults.read("--date") { try self.date.map { try Day(parsing: $0.text) } }
    let first = try faults.read("--service-date") { try Day(parsing: self.serviceDate.text) }
    let last = try faults.read("--service-through") {
      try self.serviceThrough.map { try Day(parsing: $0.text) } ?? first
    }
    let service = try faults.read("--service-through") {
      try first.flatMap { first in try last.map { try DayWindow(from: first, through: $0) } }
    }
    return (service, date ?? service?.through)
  }
}

/// What a cost is paid from or owed to.
enum ExpenseSource: Hashable, ExpressibleByArgument {
  case bank, pettyCash, card, payable
  /// Owed to the member of staff who paid it.
  case staff
  /// Out of an advance that a member of staff has.
  case advance
  /// An account of the role of one of these, by its code.
  case account(String)

  static let named: [ExpenseSource] = [.bank, .pettyCash, .card, .payable, .staff, .advance]
  static var allValueStrings: [String] { named.map(\.rawValue) }

  init?(argument: String) {
    if let named = Self.named.first(where: { $0.rawValue == argument.lowercased() }) {
      self = named
    } else if case .account(let code) = MoneyAccount(rawValue: argument) {
      self = .account(code)
    } else {
      return nil
    }
  }

  var rawValue: String {
    switch self {
    case .staff: "staff"
    case .advance: "advance"
    default: money.rawValue
    }
  }

  /// The account that is credited; that of an advance is replaced by its parts.
  var money: MoneyAccount {
    switch self {
    case .bank: .bank
    case .pettyCash: .pettyCash
    case .card: .card
    case .payable, .staff, .advance: .payable
    case .account(let code): .account(code)
    }
  }
}

/// `--paid-from` and the member of staff that it may need.
struct SourceOptions: ParsableArguments {
  @Option(
    help:
      "What it is paid from or owed to: bank, petty-cash, card, payable, staff, advance, or the code of such an account."
  )
  var paidFrom: ExpenseSource
  @Option(
    help: "With staff or advance: the member of staff who paid it, or had the advance; a party's code or name.",
    completion: .parties)
  var staff: String?

  func validate() throws {
    if (paidFrom == .staff || paidFrom == .advance) != (staff != nil) {
      throw ValidationError("--staff goes with --paid-from staff and --paid-from advance, and only with them")
    }
  }

  /// What is recorded under a key of a cost that an advance paid, which is open no longer; nil where there is none, or something else paid.
  func recorded(
    _ key: String?, _ expense: Expense, _ bearer: CostBearer, _ books: borrowing Books
  ) throws -> String? {
    guard paidFrom == .advance else { return nil }
    return try books.recorded(key, of: bearer.organization) { _ in
      var said = try bearer.entry(of: expense, books)
      said.lines.removeAll { $0.amount.isNegative }
      return said
    }
  }

  /// Names the member of staff.
  func name(_ expense: inout Expense, _ bearer: CostBearer, _ books: borrowing Books) throws {
    expense.staff = try staff.map { try books.party($0, of: bearer.organization).code }
  }

  /// Fills in the advances of the bearer's fund that pay, the oldest first.
  func fill(_ expense: inout Expense, _ bearer: CostBearer, _ books: borrowing Books) throws {
    guard let staff, paidFrom == .advance else { return }
    let party = try books.party(staff, of: bearer.organization)
    let open = try books.openItems(of: bearer.organization, .advance, party: party.code, fund: bearer.fund)
      .filter { $0.open > .zero && $0.date <= expense.date }
    guard let parts = open.parts(of: expense.amount) else {
      throw Refusal(
        "\(party.name) has \(open.map(\.open).total().grouped) of advances in fund \(bearer.fund) on \(expense.date)",
        nextStep:
          "record the rest with --paid-from staff, or see \"ledgerctl advance list --org \(bearer.organization.code)\"")
    }
    expense.advances = parts
  }
}
