import ArgumentParser
import Ledger

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Budgets of awards: approved, revised, explained.",
    subcommands: [
      Import.self, BudgetRevise.self, BudgetRename.self, BudgetHistory.self, BudgetSpreadCommand.self, BudgetPlan.self,
      BudgetExplain.self,
    ])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Record an award's approved budget from a CSV file or workbook.",
      discussion: """
        Columns: line, name, category, account, amount. Categories: personnel, fringe, travel, equipment, supplies, contractual,
        construction, other, participant_support, indirect. The amounts add up to the award.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @OptionGroup var spreadsheet: SpreadsheetOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "Who approved it, at the funder.") var approvedBy: String
    @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day
    @Option(help: "Where the approval is: letter, message or file.") var document: String?
    @Option(help: "Why.") var reason = "Approved budget"
    @Flag(help: "Succeed quietly if the award has a budget already.") var ifMissing = false

    func run() throws {
      let input = try Console.input(file)
      try connection.open { books in
        let award = try books.award(award)
        guard award.lines.isEmpty || ifMissing else {
          throw Refusal(
            "award \(award.code) has an approved budget",
            nextStep: "\"ledgerctl award show \(award.reference)\" shows it")
        }
        let accounts = try books.accounts(of: award.organization)
        let budget = try spreadsheet.importing(
          input, .expenses, columns: BudgetDraft.columns, of: { award.organization }, dryRun: write.dryRun, books
        ) { file, _ in
          try BudgetDraft(parsing: file.bytes(), file: file.name, award: award, accounts: accounts)
        }
        let approval = BudgetApproval(
          effectiveOn: effective, approvedBy: approvedBy, document: document, reason: reason)
        if try books.isThere(budget, approval, of: award) { return print("Award \(award.code) has its budget.") }
        try books.write(dryRun: write.dryRun) { try books.adopt(budget, for: award, approval) }
        write.say(
          "Recorded the budget of \(award.code): \(budget.lines.count.counted("line", "lines")), \(budget.total.grouped)."
        )
      }
    }
  }
}
