import Glibc
import Ledger

/// A private server with books of one site: sixteen awards of ten budget lines, and of the first 300 expenses over its year.
struct SampleServer {
  static let awards = 16
  static func award(_ index: Int) -> String { "YOUTH-\(index)" }
  /// Ten lines of 3,000.00.
  static var budgetLines: [BudgetDraft.Line] {
    (1...10).map {
      BudgetDraft.Line(
        code: "line\($0)", name: "Line \($0)", category: $0 == 10 ? .other : .supplies,
        account: $0 == 10 ? "8590" : "8110", amount: Money(cents: 300_000))
    }
  }
  let target: ConnectionTarget
  let cluster: LocalCluster

  static func start() throws -> SampleServer {
    var template = Array("/tmp/ledger-benchmark-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, chmod(template, 0o755) == 0 else {
      throw Refusal("no temporary folder", nextStep: "look at /tmp")
    }
    let home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    setenv("LEDGER_HOME", home, 1)
    let cluster = LocalCluster(home: home)
    let sample = SampleServer(target: ConnectionTarget(local: cluster), cluster: cluster)
    try Migrator().install(sample.target)
    let installer = Books(try sample.target.connectAsInstaller())
    try installer.addOrganization(code: "site", name: "Site", ein: nil, fiscalYearFirstMonth: 7)
    try installer.grant(.financeAdmin, to: try LocalCluster.systemUserName(), in: .books)
    try sample.fill()
    return sample
  }

  func remove() {
    _ = try? cluster.stop()
    _ = try? spawn("/bin/rm", ["-rf", cluster.home])
  }

  func open() throws -> Books { Books(try Migrator().openBooks(target)) }

  private func fill() throws {
    let books = try open()
    let site = try books.organization("site")
    try books.addParties(
      [Party(code: "funder", name: "Funder", kind: .foundation), Party(code: "shop", name: "Shop", kind: .business)],
      to: site)
    let term = try DayWindow(from: Day(year: 2021, month: 7, day: 1), through: Day(year: 2022, month: 6, day: 30))
    for index in 0..<Self.awards {
      try books.addAward(
        AwardDraft(
          code: Self.award(index), name: "Youth engagement", funder: "funder", amount: Money(cents: 3_000_000),
          term: term,
          recognition: .unconditional), to: site)
      let award = try books.award(Self.award(index))
      try books.adopt(
        BudgetDraft(lines: Self.budgetLines), for: award,
        BudgetApproval(effectiveOn: term.from, approvedBy: "Funder"))
    }
    let award = try books.award(Self.award(0))
    try books.post(try award.promiseEntry(award.amount, on: term.from), to: site)
    try books.post((0..<300).map { try Self.expense($0, of: award) }, to: site)
    // A server that has run for a while has its statistics.
    try Books(try target.connectAsInstaller()).connection.script("vacuum analyze")
  }

  /// The expense of that number, on its own line where none is named.
  static func expense(
    _ number: Int, of award: Award, line: Int? = nil, from account: MoneyAccount = .bank
  ) throws -> EntryDraft {
    let day = award.term.from.adding(days: number % 365)
    return try Expense(
      amount: Money(cents: Int64(500 + number % 4_000)), date: day, service: DayWindow(from: day, through: day),
      payee: "shop", paidFrom: account, key: "expense-\(number)"
    ).entry(award: award, line: award.lines[line ?? number % award.lines.count], account: nil)
  }
}

/// Runs a program to its end, its output thrown away, and returns what it used.
@discardableResult
func spawn(_ program: String, _ arguments: [String]) throws -> rusage {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
  var words = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child: pid_t = 0
  guard posix_spawn(&child, program, &actions, nil, &words, environ) == 0 else {
    throw Refusal("cannot run \(program)", nextStep: "build it, or install it")
  }
  var status: Int32 = 0
  var usage = rusage()
  wait4(child, &status, 0, &usage)
  guard status == 0 else {
    throw Refusal("\(program) failed", nextStep: "run it by hand: \(program) \(arguments.joined(separator: " "))")
  }
  return usage
}
