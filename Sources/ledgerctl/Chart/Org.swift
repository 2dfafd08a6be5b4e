import ArgumentParser
import Ledger

struct Org: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "org", abstract: "Organizations.",
    subcommands: [
      List.self, Show.self, Add.self, Rename.self, Names.self, PolicyCommand.self, Approvals.self, CoverageCommand.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List organizations.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let rows = try books.organizations().map { organization -> [StatementCell] in
          [
            .text(organization.code), .text(organization.name), .optional(organization.ein),
            .integer(organization.fiscalYearFirstMonth),
          ]
        }
        try output.write(
          .list(
            "Organizations",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("ein", "EIN", .text),
              StatementColumn("fiscal_year_start", "Fiscal year starts", .integer),
            ], rows, empty: "You may read no organization."))
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddOrganization

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add an organization with the standard chart of accounts.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.") var code: String?
    @Argument(help: "Legal name.") var name: String?
    @Option(help: "Employer Identification Number, NN-NNNNNNN.") var ein: String?
    @Option(help: "Month its fiscal year starts in; defaults to 7.") var fiscalYearStart: String?
    @Flag(help: "Succeed quietly where it exists already, saying the same.") var ifMissing = false

    var given: ActValues {
      var given = ActValues(["code": code, "name": name, "ein": ein, "fiscal-year-start": fiscalYearStart])
      given.set("if-missing", ifMissing)
      return given
    }
  }
}
