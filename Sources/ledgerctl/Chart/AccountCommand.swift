import ArgumentParser
import Ledger

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "The chart of accounts.",
    subcommands: [List.self, Add.self, Rename.self, Roles.self])

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
            .text(account.countsTowardBudget ? "yes" : "no"), .optional(account.role?.rawValue),
            .text(account.role == nil ? "" : account.isDefault ? "yes" : "no"),
          ]
        }
        try output.write(
          .list(
            "Accounts of \(organization.name)",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("kind", "Kind", .text), StatementColumn("counts", "Counts toward budgets", .text),
              StatementColumn("role", "Role", .text), StatementColumn("default", "Default of it", .text),
            ], rows, empty: "There are no accounts."))
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddAccount

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add an account.",
      discussion: """
        A second bank account, card or savings account has the role of the first: --role cash, card or savings. "account roles"
        lists them. A role never changes.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Account code.") var code: String?
    @Argument(help: "Account name.") var name: String?
    @Option(
      help: "What kind of account it is: \(Account.Kind.allCases.map(\.typed).joined(separator: ", ")).",
      completion: .choices("kind", of: AddAccount.self))
    var kind: String?
    @Option(
      help: "What it is to rules and commands; \"account roles\" lists the roles.",
      completion: .choices("role", of: AddAccount.self))
    var role: String?
    @Flag(help: "Never actual spending of a budget, as depreciation and gifts in kind.") var outsideBudgets = false

    var given: ActValues {
      var given = ActValues(["org": organization.org, "code": code, "name": name, "kind": kind, "role": role])
      given.set("outside-budgets", outsideBudgets)
      return given
    }
  }

  struct Roles: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "roles", abstract: "List what accounts can be to rules, statements and commands.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let rows = try books.accountRoles().map { role -> [StatementCell] in
          [
            .text(role.role.rawValue), .text(role.kind.rawValue), .text(organization.accounts[role.role]),
            .text(organization.accounts.codes(of: role.role).dropFirst().joined(separator: ", ")), .text(role.meaning),
          ]
        }
        try output.write(
          .list(
            "Roles of accounts of \(organization.name)",
            [
              StatementColumn("role", "Role", .text), StatementColumn("kind", "Kind", .text),
              StatementColumn("default", "Default", .text), StatementColumn("others", "Others", .text, wraps: true),
              StatementColumn("meaning", "What stands on it", .text, wraps: true),
            ], rows, empty: "There are no roles."))
      }
    }
  }
}
