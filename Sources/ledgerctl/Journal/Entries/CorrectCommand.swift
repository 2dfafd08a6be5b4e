import ArgumentParser
import Ledger

struct CorrectCommand: ActCommand {
  typealias Done = CorrectExpense

  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Correct an expense or bill: it is reversed, and the right one is recorded in its place.",
    discussion: """
      Name only what was wrong. Reversal and right entry are linked, and count on the day of the wrong one, so that its month comes out
      right; where that day is closed, both count on --date, else on the first day that is open. A cost that counted on the last day of
      its service counts on that of --service-date, where both days are open. Documents stay with the expense.
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

  func perform(_ act: CorrectExpense, _ write: WriteOptions, _ books: borrowing Books) throws {
    let (organization, wrong) = (act.organization, act.wrong)
    let prepared = try act.prepared(books)
    let (on, right, day) = (prepared.on, prepared.right, prepared.on.day)
    if let reclass = prepared.reclass {
      try write.sayRecorded(
        .entry(reclass),
        "\(on.inWords), \(reclass.lines[0].amount.grouped) of entry \(wrong.number), which is paid, is a cost of \(reclass.lines[0].about); its payment stands",
        in: organization, books
      ) { try books.post(reclass, to: organization) }
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
}
