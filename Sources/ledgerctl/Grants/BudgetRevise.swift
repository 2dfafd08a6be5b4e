import ArgumentParser
import Ledger

/// Who approved terms or a budget, and when they hold.
struct ApprovalOptions: ParsableArguments {
  @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day?
  @Option(help: "Who approved it.") var approvedBy: String
  @Option(help: "Where the approval is: letter, message or file.") var document: String?
  @Option(help: "Why.") var reason: String?

  func read(default day: Day, reason usual: String) throws -> BudgetApproval {
    BudgetApproval(
      effectiveOn: effective ?? day, approvedBy: approvedBy, document: document, reason: reason ?? usual)
  }
}

struct BudgetRevise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revise", abstract: "Record a revision of an award's budget, by file or by what moves between lines.",
    discussion: """
      --move "FROM TO AMOUNT" moves money between two lines; it may be repeated. A file has the columns of "budget import", every line
      with its new amount, and may add lines. The terms of the award decide whether the funder must approve: --approver says who did.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "The whole revised budget as CSV, or - for standard input; else --move.") var file: String?
  @Option(help: "Money that moves, as \"food supplies 500.00\".") var move: [String] = []
  @Option(help: "Who approved: funder, or grantee where the terms leave it to you.") var approver: BudgetApprover
  @Option(help: "Who approved it, by name or office.") var approvedBy: String
  @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day
  @Option(help: "Where the approval is: letter, message or file.") var document: String?
  @Option(help: "Why.") var reason: String
  @Flag(help: "The funder approved less than a line has spent and committed.") var belowUsed = false
  @Option(help: "The version that this must become; where it is there already, nothing is recorded.") var version: Int?

  func validate() throws {
    if (file == nil) == move.isEmpty { throw ValidationError("give either a file or --move") }
    if approver == .grantee, belowUsed { throw ValidationError("--below-used needs the funder's approval") }
  }

  func run() throws {
    let bytes = try file.map { try Console.read($0) }
    try connection.open { books in
      let award = try books.award(award)
      guard let current = award.budgetVersion else {
        throw Refusal(
          "award \(award.code) has no budget yet", nextStep: "record the approved one with \"ledgerctl budget import\"")
      }
      if let version, version > current + 1 {
        throw Refusal(
          "the budget of \(award.code) is at version \(current), so the next is \(current + 1), not \(version)",
          nextStep: "record the versions in order, or leave --version out")
      }
      let history = try books.budgetHistory(of: award)
      let approval = BudgetApproval(
        effectiveOn: effective, approvedBy: approvedBy, document: document, reason: reason)
      if let version, version <= current {
        try requireSame(version, history, bytes, award, approval, books)
        return print("Version \(version) of the budget of \(award.code) is there.")
      }
      let budget: BudgetDraft
      if let bytes, let file {
        budget = try BudgetDraft(
          parsing: bytes, file: file, award: award, accounts: try books.accounts(of: award.organization))
      } else {
        budget = try BudgetDraft(moving: try move.map(Self.move), in: award)
      }
      if version == nil, let last = history.last, saysTheSame(last) {
        if file != nil, last.amounts == budget.amounts {
          return print("Version \(last.number) of the budget of \(award.code) says this already.")
        }
        // What moves, moves again: the same words are another revision, or a second try.
        if let before = history.dropLast().last, try Self.moved(move.map(Self.move), from: before) == last.amounts {
          try write.confirmTwice(
            "version \(last.number) of the budget of \(award.code), in force from \(effective), says the same: \(VisibleText.escaped(reason))",
            also: ["--version", "\(last.number + 1)"])
        }
      }
      do {
        let recorded = try books.write(dryRun: write.dryRun) {
          let recorded = try books.revise(budget, for: award, by: approver, belowUsed: belowUsed, approval)
          // The amounts were reckoned from the version that was read: one in between would be undone by them.
          guard recorded == current + 1 else {
            throw ExplainedError(
              failure: Failure(
                .conflict,
                "somebody recorded version \(recorded - 1) of the budget of \(award.code) at the same moment",
                nextStep: "look at \"ledgerctl budget history \(award.code)\", then run it again if it is still needed")
            )
          }
          return recorded
        }
        write.say("Recorded version \(recorded) of the budget of \(award.code), in force from \(effective).")
        if let last = history.last, version == nil {
          if last.amounts == budget.amounts {
            print("Version \(last.number), in force from \(last.effectiveOn), gives every line the same.")
          }
          try sayMovedBefore(recorded, after: last, history, award)
        }
      } catch let error where SQLState.approvalWhereRequired ~= error {
        let draft = ProposalDraft.revision(
          budget, of: award, by: approver, belowUsed: belowUsed, approval,
          key: "revision:\(award.code):\(current + 1):\(effective)")
        try write.sayRecorded(
          draft, "version \(current + 1) of the budget of \(award.code), in force from \(effective): \(reason)",
          in: award.organization, books
        ) { throw error }
      }
    }
  }

  /// Says where the version before moved the same money, as people type one revision with another word, with the command that moves it back.
  private func sayMovedBefore(_ recorded: Int, after last: BudgetVersion, _ history: [BudgetVersion], _ award: Award)
    throws
  {
    let moves = try move.map(Self.move)
    guard let before = history.dropLast().last, Self.moved(moves, from: before) == last.amounts else { return }
    let back = moves.map { "--move '\($0.to) \($0.from) \($0.amount)'" }.joined(separator: " ")
    let instead =
      write.dryRun
      ? "Where it is the same revision, it is recorded already."
      : "Where \(last.number) and \(recorded) are the same revision: ledgerctl budget revise \(award.reference) \(back) --approver \(approver.rawValue) --approved-by WHO --effective \(effective) --reason WHY"
    print(
      "Version \(last.number), in force from \(last.effectiveOn), moved the same: \(VisibleText.escaped(last.reason)). \(instead)"
    )
  }

  /// Throws where a version that is there says something else than this.
  private func requireSame(
    _ number: Int, _ history: [BudgetVersion], _ bytes: [UInt8]?, _ award: Award, _ approval: BudgetApproval,
    _ books: borrowing Books
  ) throws {
    guard let there = history.first(where: { $0.number == number }) else { return }
    let said: [String: Money]
    if let bytes, let file {
      said =
        try BudgetDraft(
          parsing: bytes, file: file, award: award, accounts: books.accounts(of: award.organization)
        ).amounts
    } else {
      said =
        try history.first { $0.number == number - 1 }.flatMap { try Self.moved(move.map(Self.move), from: $0) } ?? [:]
    }
    try AlreadyThere.require(
      "version \(number) of the budget of \(award.code)",
      AlreadyThere.fields(of: there.approval, approval)
        + Set(there.amounts.keys).union(said.keys).sorted().map {
          ("line \($0)", there.amounts[$0]?.grouped, said[$0]?.grouped)
        },
      nextStep: "\"ledgerctl budget history \(award.code)\" lists the versions; leave --version out to record the next")
  }

  /// Whether a version was approved in these words.
  private func saysTheSame(_ last: BudgetVersion) -> Bool {
    last.effectiveOn == effective && last.approver == approver && last.approvedBy == approvedBy
      && last.document == document && last.reason == reason && last.isBelowUsed == belowUsed
  }

  private static func moved(_ moves: [(from: String, to: String, amount: Money)], from version: BudgetVersion)
    -> [String: Money]?
  {
    guard !moves.isEmpty else { return nil }
    var amounts = version.amounts
    for move in moves {
      amounts[move.from, default: .zero] -= move.amount
      amounts[move.to, default: .zero] += move.amount
    }
    return amounts
  }

  private static func move(_ text: String) throws -> (from: String, to: String, amount: Money) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3 else {
      throw Refusal("‹\(VisibleText.escaped(text))› moves nothing", nextStep: "write --move \"FROM TO AMOUNT\"")
    }
    let amount = try Money(typed: words[2])
    guard amount > .zero else { throw Refusal("what moves is more than zero", nextStep: "turn FROM and TO around") }
    return (words[0], words[1], amount)
  }
}

struct BudgetHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List every version of an award's budget, who approved it and what it gave each line.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The award.", completion: .awards) var award: String

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      let history = try books.budgetHistory(of: award)
      try output.write(page: [Self.versions(award, history), Self.amounts(award, history)])
    }
  }

  private static func versions(_ award: Award, _ history: [BudgetVersion]) -> Statement {
    .list(
      "Versions of the budget of \(award.code)",
      [
        StatementColumn("version", "Version", .integer), StatementColumn("effective", "In force from", .date),
        StatementColumn("approver", "Approver", .text),
        StatementColumn("approved_by", "Approved by", .text, wraps: true),
        StatementColumn("document", "Document", .text, wraps: true),
        StatementColumn("reason", "Reason", .text, wraps: true),
        StatementColumn("marked", "Marked", .text, wraps: true),
      ],
      history.map {
        [
          .integer($0.number), .day($0.effectiveOn), .text($0.approver.rawValue), .text($0.approvedBy),
          .optional($0.document), .text($0.reason), .optional($0.isBelowUsed ? "below what was used" : nil),
        ]
      }, empty: "There is no budget yet; \"ledgerctl budget import \(award.code) FILE.csv\" records it.")
  }

  private static func amounts(_ award: Award, _ history: [BudgetVersion]) -> Statement {
    Statement(
      title: "Amounts by version",
      columns: [StatementColumn("line", "Line", .text), StatementColumn("name", "Name", .text)]
        + history.map { StatementColumn("version_\($0.number)", "Version \($0.number)", .money) },
      rows: award.lines.map { line in
        .detail(
          [.text(line.code), .text(line.name)] + history.map { $0.amounts[line.code].map { .money($0) } ?? .empty })
      } + [.total([.text("Total"), .empty] + history.map { .money($0.amounts.values.total()) })])
  }
}

struct BudgetExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Record why a line is above its budget; without --reason, list what was explained.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "The line; - for spending on no budget line.", completion: .budgetLines) var line: String?
  @Option(help: "Why, in words for the funder. Never a young person's name.") var reason: String?
  @Option(help: "The day the overrun was seen; else today.", transform: Read.day) var asOf: Day?

  func validate() throws {
    if (line == nil) != (reason == nil) { throw ValidationError("a line and --reason go together") }
  }

  func run() throws {
    let day = try asOf ?? Console.today()
    try connection.open { books in
      let award = try books.award(award)
      if let line, let reason {
        let found = line == "-" ? nil : try award.line(line)
        if try books.explanations(of: award).contains(where: {
          $0.line == found?.code && $0.asOf == day && $0.text == reason
        }) {
          return print("That is explained.")
        }
        let overrun = try books.write(dryRun: write.dryRun) { try books.explain(found, of: award, asOf: day, reason) }
        return write.say(
          "Explained \(overrun.grouped) above the budget of \(found?.name ?? "no line") in \(award.code).")
      }
      try output.write(
        .list(
          "Explanations of \(award.code)",
          [
            StatementColumn("line", "Line", .text), StatementColumn("as_of", "As of", .date),
            StatementColumn("overrun", "Above budget", .money),
            StatementColumn("explanation", "Explanation", .text, wraps: true),
            StatementColumn("by", "Recorded by", .text),
          ],
          try books.explanations(of: award).map {
            [.text($0.line ?? "on no line"), .day($0.asOf), .money($0.overrun), .text($0.text), .text($0.recordedBy)]
          }, empty: "Nothing was explained yet."))
    }
  }
}
