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

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add an organization with the standard chart of accounts.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.", transform: Read.code) var code: String
    @Argument(help: "Legal name.") var name: String
    @Option(help: "Employer Identification Number, NN-NNNNNNN.") var ein: String?
    @Option(help: "Month its fiscal year starts in.") var fiscalYearStart = 7
    @Flag(help: "Say nothing is wrong where it exists.") var ifMissing = false

    func run() throws {
      try connection.open { books in
        if ifMissing, let there = try books.organizations().first(where: { $0.code == code }) {
          try AlreadyThere.require(
            "organization \(code)",
            [
              ("name", there.name, name),
              ("fiscal year from month", "\(there.fiscalYearFirstMonth)", "\(fiscalYearStart)"),
              ("EIN", there.ein, ein),
            ], nextStep: "\"ledgerctl org show \(code)\" shows it")
          return print("Organization \(code) is there.")
        }
        try books.write(dryRun: write.dryRun) {
          try books.addOrganization(code: code, name: name, ein: ein, fiscalYearFirstMonth: fiscalYearStart)
        }
        write.say("Added organization \(code), \(name).")
      }
    }
  }
}
