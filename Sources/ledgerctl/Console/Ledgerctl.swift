import ArgumentParser
import Glibc
import Ledger

@main
struct Ledgerctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledgerctl",
    abstract: "Books of grant-funded programmes: double entry in PostgreSQL, and budget versus actual.",
    discussion: """
      Without --books, LEDGER_BOOKS or libpq's variables, the books are your own local ones.

      Start:              ledgerctl init
      Record an expense:  ledgerctl expense add --help
      Record a bill:      ledgerctl bill add --help
      Pay bills:          ledgerctl payment add --help
      Find an entry:      ledgerctl find WORD AMOUNT
      Fix a mistake:      ledgerctl undo NUMBER --reason "..."
      Read a statement:   ledgerctl statement budget AWARD
      Trust the books:    ledgerctl check
      Number and root:    ledgerctl seal

      Exit: 0 done, 1 refused or invalid, 2 usage, 3 not permitted or locked,
      4 conflict, 5 database not reachable, 6 outcome unknown, 130 interrupted.
      """,
    version: ledgerVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Books",
        subcommands: [
          Init.self, Server.self, User.self, Network.self, SealCommand.self, Check.self, BackupCommand.self,
          RestoreCommand.self,
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
          BillCommand.self, PaymentCommand.self, AdvanceCommand.self, MileageCommand.self, PrepayCommand.self,
          AccrueCommand.self,
        ]),
      CommandGroup(
        name: "Journal",
        subcommands: [
          EntryCommand.self, UndoCommand.self, FindCommand.self, RegisterCommand.self, Period.self,
          DocumentCommand.self,
          ReceiptCommand.self, ImportCommand.self, TemplateCommand.self,
          OpeningCommand.self, CorrectCommand.self, ApproveCommand.self,
          ExportCommand.self,
        ]),
      CommandGroup(
        name: "Reports",
        subcommands: [
          StatementCommand.self, ActivityCommand.self, ToDoCommand.self, StatsCommand.self, ErrorsCommand.self,
        ]),
    ])

  static func main() {
    Interruption.install()
    do {
      // The parser's own help knows commands alone: of a code, `errors` tells.
      let words = Array(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot(
        words.starts(with: ["help", "errors"]) ? Array(words.dropFirst()) : try Interview.completed(words))
      try command.run()
    } catch {
      Glibc.exit(Failure(error).report(asJSON: CommandLine.arguments.contains("--json-errors")))
    }
  }
}
