import ArgumentParser
import Ledger

struct CorrectCommand: ActCommand {
  typealias Done = CorrectExpense

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
  @Argument(help: "Entry number or key.", completion: .choices("entry", of: CorrectExpense.self)) var entry: String?
  @Option(help: "What was wrong, in words.") var reason: String?
  @Option(help: "The right amount.") var amount: String?
  @Option(help: "The right award; with --line.", completion: .choices("award", of: CorrectExpense.self)) var award:
    String?
  @Option(help: "The right budget line.", completion: .choices("line", of: CorrectExpense.self)) var line: String?
  @Option(help: "The right account.", completion: .choices("account", of: CorrectExpense.self)) var account: String?
  @Option(help: "Who is paid.", completion: .choices("payee", of: CorrectExpense.self)) var payee: String?
  @Option(help: "What it was for.") var memo: String?
  @Option(help: "The right day of the service, or its first day.") var serviceDate: String?
  @Option(help: "The right last day of the service.") var serviceThrough: String?
  @Option(help: "The right day that it counts.") var date: String?

  var given: ActValues {
    ActValues([
      "org": organization.org, "entry": entry, "reason": reason, "amount": amount, "award": award, "line": line,
      "account": account,
      "payee": payee, "memo": memo, "service-date": serviceDate, "service-through": serviceThrough, "date": date,
    ])
  }

  /// A key nobody has used: the two halves are known by the entry that they correct.
  private static func unusedKey() -> String {
    var source = SystemRandomNumberGenerator()
    return "correct:" + String(UInt128.random(in: 0...UInt128.max, using: &source), radix: 36)
  }

  func perform(_ act: CorrectExpense, _ write: WriteOptions, _ books: borrowing Books) throws {
    let (organization, wrong) = (act.organization, act.wrong)
    var change = act.change
    var on = try books.reversalDay(ofEntry: wrong.number, of: organization) ?? ReversalDay(named: wrong.draft.date)
    // Of a closed month nothing moves, nor before what had settled it was undone: both halves count on one day, so that no other month shows
    // one of them alone.
    if on.closed != nil || on.heldUntil != nil {
      if let named = change.date { on = ReversalDay(named: named) } else { change.date = on.day }
    }
    let right = try wrong.corrected(change, key: Self.unusedKey())
    let day = on.day
    if try books.isSettled(wrong, of: organization), let move = try self.move(act, to: right, on: day, books) {
      try books.requireNoRefunds(of: wrong, organization)
      try write.sayRecorded(
        .entry(move),
        "\(on.inWords), \(move.lines[0].amount.grouped) of entry \(wrong.number), which is paid, is a cost of \(move.lines[0].about); its payment stands",
        in: organization, books
      ) { try books.post(move, to: organization) }
      if let adjustment = on.adjustment { print(adjustment) }
      return
    }
    let takenBack: [TakenBackRelease]
    let halves: (reversal: PostedEntry, correction: PostedEntry, moved: [MovedReversal])
    do {
      (halves, takenBack) = try books.write(dryRun: write.dryRun) {
        (
          try books.correct(wrong, by: right, of: organization, reversedOn: day, reason: act.reason),
          try books.releasesTakenBack(of: organization)
        )
      }
    } catch let error where SQLState.approvalWhereRequired ~= error {
      return try write.propose(
        try books.correction(wrong, by: right, of: organization, reversedOn: day, reason: act.reason),
        "\(on.inWords), entry \(wrong.number) reversed, and \(right.lines[0].amount.grouped), \(right.lines[0].about), in its place",
        in: organization, books)
    }
    write.say(takenBack)
    try write.say(halves.reversal, "\(on.inWords), reverses entry \(wrong.number), \(wrong.draft.description)")
    try write.say(
      halves.correction,
      "\(right.lines[0].amount.grouped), \(right.lines[0].about), dated \(right.date), stands in its place")
    try write.say(halves.moved)
    if let adjustment = on.adjustment { print(adjustment) }
  }

  /// The entry that moves the cost of one that is paid; nil where its payment would change with it.
  private func move(
    _ act: CorrectExpense, to right: EntryDraft, on day: Day, _ books: borrowing Books
  ) throws -> EntryDraft? {
    let key = try books.standing(EventKey(["cost-moved", "\(act.wrong.number)"]), of: act.organization).nextKey
    return act.wrong.moved(to: right, on: day, reason: act.reason, key: key)
  }
}
