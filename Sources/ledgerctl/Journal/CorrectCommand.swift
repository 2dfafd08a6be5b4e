import ArgumentParser
import Ledger

struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Correct an expense or bill: it is reversed, and the right one is recorded in its place.",
    discussion: """
      Name only what was wrong. Reversal and right entry are linked, and count on the day of the wrong one, so that its month comes out
      right; where that day is closed, both count on --date, else on the first day that is open. Documents stay with the expense.
      A bill that is paid keeps its payment where another line or account of the same fund bears it: an entry moves the cost.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Argument(help: "Entry number or key.") var entry: String
  @Option(help: "What was wrong, in words.") var reason: String
  @Option(help: "The right amount.", transform: Typed.keep) var amount: Typed?
  @Option(help: "The right award; with --line.", completion: .awards) var award: String?
  @Option(help: "The right budget line.", completion: .budgetLines) var line: String?
  @Option(help: "The right account.", completion: .accounts) var account: String?
  @Option(help: "Who is paid.", completion: .parties) var payee: String?
  @Option(help: "What it was for.") var memo: String?
  @Option(help: "The right day of the service, or its first day.", transform: Typed.keep) var serviceDate: Typed?
  @Option(help: "The right last day of the service.", transform: Typed.keep) var serviceThrough: Typed?
  @Option(help: "The right day that it counts.", transform: Typed.keep) var date: Typed?

  func validate() throws {
    if award != nil, line == nil { throw ValidationError("name the line of the award with --line") }
  }

  /// A key nobody has used: the two halves are known by the entry that they correct.
  private static func unusedKey() -> String {
    var source = SystemRandomNumberGenerator()
    return "correct:" + String(UInt128.random(in: 0...UInt128.max, using: &source), radix: 36)
  }

  func run() throws {
    try connection.open { books in
      let organization = try books.organization(organization.org)
      let wrong = try books.entry(entry, of: organization)
      if let reversedBy = wrong.reversedBy {
        let instead = try books.links(ofEntry: wrong.number, of: organization).correctedBy
        throw ExplainedError(
          failure: Failure(
            .conflict, "entry \(wrong.number) was reversed by entry \(reversedBy)", code: "23505",
            nextStep: instead.map { "entry \($0) stands in its place: ledgerctl correct \($0) --reason ..." }
              ?? "record the right one as a new entry"))
      }
      var faults = ArgumentFaults()
      var change = ExpenseChange()
      change.amount = try faults.read("--amount") { try amount.map { try Money(typed: $0.text) } }
      change.date = try faults.read("--date") { try date.map { try Day(parsing: $0.text) } }
      change.payee = try faults.read("--payee") { try payee.map { try books.party($0, of: organization).code } }
      change.memo = memo
      change.service = try faults.read("--service-date") { try service(wrong) }
      change.bearer = try faults.read("--line") { try bearer(wrong, change.service, organization, books) }
      try faults.throwIfAny()
      var on = try books.reversalDay(ofEntry: wrong.number, of: organization) ?? ReversalDay(named: wrong.draft.date)
      // Of a closed month nothing moves, nor before what had settled it was undone: both halves count on one day, so that no other month shows
      // one of them alone.
      if on.closed != nil || on.heldUntil != nil {
        if let named = change.date { on = ReversalDay(named: named) } else { change.date = on.day }
      }
      let right = try wrong.corrected(change, key: Self.unusedKey())
      let day = on.day
      let reason = reason
      if try books.isSettled(wrong, of: organization), let move = try self.move(wrong, right, day, organization, books)
      {
        let posted = try books.write(dryRun: write.dryRun) { try books.post(move, to: organization) }
        try write.say(
          posted,
          "\(on.inWords), \(move.lines[0].amount.grouped) of entry \(wrong.number), which is paid, is a cost of \(move.lines[0].about); its payment stands"
        )
        if let adjustment = on.adjustment { print(adjustment) }
        return
      }
      let (halves, takenBack) = try books.write(dryRun: write.dryRun) {
        (
          try books.correct(wrong, by: right, of: organization, reversedOn: day, reason: reason),
          try books.releasesTakenBack(of: organization)
        )
      }
      write.say(takenBack)
      try write.say(halves.reversal, "\(on.inWords), reverses entry \(wrong.number), \(wrong.draft.description)")
      try write.say(
        halves.correction,
        "\(right.lines[0].amount.grouped), \(right.lines[0].about), dated \(right.date), stands in its place")
      if let adjustment = on.adjustment { print(adjustment) }
    }
  }

  /// The entry that moves the cost of one that is paid; nil where its payment would change with it. Once: what was moved is moved back first.
  private func move(
    _ wrong: RecordedEntry, _ right: EntryDraft, _ day: Day, _ organization: Organization, _ books: borrowing Books
  ) throws -> EntryDraft? {
    let standing = try books.standing(EventKey(["cost-moved", "\(wrong.number)"]), of: organization)
    guard let move = wrong.moved(to: right, on: day, reason: reason, key: standing.nextKey) else { return nil }
    if let same = standing.same, same.undone == nil {
      throw ExplainedError(
        failure: Failure(
          .conflict, "\(same.what) \(same.number) moved the cost of entry \(wrong.number) already",
          nextStep: "undo that first: ledgerctl undo \(same.number) --org \(organization.code) --reason ..."))
    }
    return move
  }

  private func service(_ wrong: RecordedEntry) throws -> DayWindow? {
    guard serviceDate != nil || serviceThrough != nil else { return nil }
    let old = try wrong.refundableLine().service
    let first = try serviceDate.map { try Day(parsing: $0.text) } ?? old?.from
    let last = try serviceThrough.map { try Day(parsing: $0.text) } ?? (serviceDate == nil ? old?.through : first)
    guard let first, let last else { return nil }
    return try DayWindow(from: first, through: last)
  }

  /// The line that bears the right cost, where award, line or account are named.
  private func bearer(
    _ wrong: RecordedEntry, _ service: DayWindow?, _ organization: Organization, _ books: borrowing Books
  ) throws -> EntryLine? {
    guard award != nil || line != nil || account != nil else { return nil }
    let old = try wrong.refundableLine()
    let account = try account.map { try books.account($0, of: organization) }
    guard let code = award ?? old.award.map({ "\(organization.code)/\($0)" }) else {
      guard let account, line == nil else {
        throw Refusal("a budget line belongs to an award", nextStep: "name the award with --award")
      }
      var new = old
      new.account = account.code
      return new
    }
    let award = try books.award(code)
    let line = try (line ?? old.budgetLine).map { try award.line($0) }
    let days = try service ?? old.service ?? DayWindow(from: wrong.draft.date, through: wrong.draft.date)
    let expense = Expense(
      amount: old.amount, date: wrong.draft.date, service: days,
      payee: old.party ?? "", paidFrom: .bank, key: "")
    return try expense.entry(award: award, line: line, account: account).lines[0]
  }
}
