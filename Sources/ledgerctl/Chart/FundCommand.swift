import ArgumentParser
import Ledger

struct FundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fund", abstract: "Self-balancing funds: one unrestricted, one for each award.",
    subcommands: [List.self, Add.self, Rename.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List funds.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let rows = try books.funds(of: organization).map { fund -> [StatementCell] in
          [
            .text(fund.code), .text(fund.name), .text(fund.isUnrestricted ? "unrestricted" : "award"),
            .optional(fund.award),
          ]
        }
        try output.write(
          .list(
            "Funds of \(organization.name)",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("kind", "Kind", .text), StatementColumn("award", "Award", .text),
            ], rows, empty: "There are no funds."))
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddFund

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Make the fund of an award ahead of the award.",
      discussion:
        "The unrestricted fund is made with the organization, and an award's own fund with the award, so this is seldom needed."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Fund code.") var code: String?
    @Argument(help: "Fund name.") var name: String?

    var given: ActValues { ActValues(["org": organization.org, "code": code, "name": name]) }
  }
}

struct ProgramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: "Programs, for the functional classification of expenses.",
    subcommands: [List.self, Add.self, Rename.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List programs.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let rows = try books.programs(of: organization).map { [StatementCell.text($0.code), .text($0.name)] }
        try output.write(
          .list(
            "Programs of \(organization.name)",
            [StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text)], rows,
            empty: "There are no programs."))
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddProgram

    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a program.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Program code.") var code: String?
    @Argument(help: "Program name.") var name: String?

    var given: ActValues { ActValues(["org": organization.org, "code": code, "name": name]) }
  }
}
