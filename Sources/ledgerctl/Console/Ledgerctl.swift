import ArgumentParser
import Glibc
import Ledger

@main
struct Ledgerctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledgerctl",
    abstract: "Books of grant-funded programs: double entry in PostgreSQL, and budget versus actual.",
    discussion: """
      Without --books, LEDGER_BOOKS or libpq's variables, the books are your own local ones.

      Begin with "ledgerctl init". "ledgerctl todo" says what is due; "ledgerctl help pay a card bill" shows how that is done, "ledgerctl
      help tasks" how everything is, and "ledgerctl help errors LA009" what a refusal means.

      Exit: 0 done, 1 refused or invalid, 2 usage, 3 not permitted or locked,
      4 conflict, 5 database not reachable, 6 outcome unknown, 130 interrupted.
      """,
    version: ledgerVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Books",
        subcommands: [
          Init.self, Server.self, User.self, Network.self, SealCommand.self, Check.self, BackupCommand.self,
          RestoreCommand.self, HandoverCommand.self,
        ]),
      CommandGroup(
        name: "Chart",
        subcommands: [Org.self, AccountCommand.self, ProgramCommand.self, FundCommand.self, PartyCommand.self]),
      CommandGroup(
        name: "Grants",
        subcommands: [
          AwardCommand.self, BudgetCommand.self, CommitmentCommand.self, ExpenseCommand.self, AllocationCommand.self,
          PayrollCommand.self, IndirectCommand.self,
        ]),
      CommandGroup(
        name: "Payables",
        subcommands: [
          BillCommand.self, PaymentCommand.self, CashCommand.self, AdvanceCommand.self, MileageCommand.self,
          PrepayCommand.self,
          AccrueCommand.self,
        ]),
      CommandGroup(
        name: "Journal",
        subcommands: [
          EntryCommand.self, UndoCommand.self, FindCommand.self, RegisterCommand.self, Period.self,
          DocumentCommand.self,
          ReceiptCommand.self, ImportCommand.self, TemplateCommand.self,
          OpeningCommand.self, CorrectCommand.self, ApproveCommand.self, TextCommand.self,
          ExportCommand.self,
        ]),
      CommandGroup(
        name: "Reports",
        subcommands: [
          StatementCommand.self, ActivityCommand.self, ToDoCommand.self, StatsCommand.self,
        ]),
      CommandGroup(name: "Help", subcommands: [TasksCommand.self, ErrorsCommand.self]),
    ])

  static func main() {
    Streams.prepare()
    Interruption.install()
    do {
      // Swift reads the arguments in /proc, and has none without it: that is not a command without words, which prints help.
      guard !CommandLine.arguments.isEmpty else {
        throw ExplainedError(
          failure: Failure(
            .notReachable, "this program cannot read its arguments, so it did nothing",
            nextStep:
              "mount /proc where it runs (mount -t proc proc /proc), and leave out what replaces its system calls (LD_PRELOAD)"
          ))
      }
      let words = withoutHelp(Array(CommandLine.arguments.dropFirst()))
      Repeat.begin(words)
      var command = try parsed(joiningAmounts(words))
      try command.run()
      try Console.finish()
    } catch {
      let failure = Failure(error)
      if Recording.process.phase == .answered, !Repeat.isInSteps, failure.endsLooking {
        Console.writeError("ledgerctl: Recorded; could not look at what follows from it: \(failure.cause)\n")
        Glibc.exit(Failure.Status.done.rawValue)
      }
      Glibc.exit(failure.report(asJSON: CommandLine.arguments.contains("--json-errors")))
    }
  }

  /// Joins an amount below zero to its option, as in "--amount -5": the parser would take it for an option.
  private static func joiningAmounts(_ words: [String]) -> [String] {
    words.reduce(into: []) { joined, word in
      guard isBelowZero(word), let option = joined.last, option.hasPrefix("--"), option != "--", !option.contains("=")
      else { return joined.append(word) }
      joined[joined.count - 1] = "\(option)=\(word)"
    }
  }

  /// Whether a word is an amount below zero, as "-$5.00" or "-€5", and no short name of an option, which is a letter.
  static func isBelowZero(_ word: some StringProtocol) -> Bool {
    guard word.hasPrefix("-"), let next = word.dropFirst().first else { return false }
    return next != "-" && !(next.isASCII && next.isLetter)
  }

  /// Parses the words by the command that they lead to, which takes half as long as from the root: there, the parser makes itself a picture of
  /// every command. What this does not take, the parser takes or refuses from the root, in full.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    var command: any ParsableCommand.Type = self
    var rest = words[...]
    while let word = rest.first,
      let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word })
    {
      command = next
      rest = rest.dropFirst()
    }
    // Help says all words of a command where it is asked from the root.
    let asksForHelp = rest.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    if command.configuration.subcommands.isEmpty, !asksForHelp {
      try SaidTwice.refuse(Array(rest), of: command)
      if let found = try? command.parseAsRoot(Array(rest)) { return found }
      try ParserFaults.refuse(Array(rest), of: command)
    }
    return try parseAsRoot(words)
  }
}
