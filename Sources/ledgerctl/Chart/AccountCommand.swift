import ArgumentParser
import Ledger

/// A kind of account as typed: `net-assets` or `net_assets`.
extension Account.Kind: ExpressibleByArgument {
  public init?(argument: String) { self.init(rawValue: argument.replacing("-", with: "_")) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.replacing("_", with: "-") } }
}

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "The chart of accounts.", subcommands: [List.self, Add.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List accounts.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let rows = try books.accounts(of: organization).map { account -> [StatementCell] in
          [
            .text(account.code), .text(account.name), .text(account.kind.rawValue),
            .text(account.countsTowardBudget ? "yes" : "no"),
          ]
        }
        try output.write(
          .list(
            "Accounts of \(organization.name)",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("kind", "Kind", .text), StatementColumn("counts", "Counts toward budgets", .text),
            ], rows, empty: "There are no accounts."))
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an account.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Account code.", transform: Read.code) var code: String
    @Argument(help: "Account name.") var name: String
    @Option(help: "What kind of account it is.") var kind: Account.Kind
    @Flag(help: "Never actual spending of a budget, as depreciation and gifts in kind.") var outsideBudgets = false

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        try books.write(dryRun: write.dryRun) {
          try books.addAccount(
            Account(code: code, name: name, kind: kind, countsTowardBudget: !outsideBudgets), to: organization)
        }
        write.say("Added account \(code), \(name).")
      }
    }
  }
}
