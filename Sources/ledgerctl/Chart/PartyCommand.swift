import ArgumentParser
import Ledger

struct PartyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "party", abstract: "Funders, vendors, partners and staff; never young people.",
    subcommands: [List.self, Add.self, Rename.self, Import.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List parties.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let rows = try books.parties(of: organization).map {
          [StatementCell.text($0.code), .text($0.name), .text($0.kind.rawValue)]
        }
        try output.write(
          .list(
            "Parties of \(organization.name)",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("kind", "Kind", .text),
            ],
            rows, empty: "There are no parties yet."))
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddParty

    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a party.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.") var code: String?
    @Argument(help: "Name as on the invoice or award letter.") var name: String?
    @Option(
      help: "What it is: \(Party.Kind.allCases.map(\.rawValue).joined(separator: ", ")); defaults to business.",
      completion: .choices("kind", of: AddParty.self))
    var kind: String?

    var given: ActValues { ActValues(["org": organization.org, "code": code, "name": name, "kind": kind]) }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Add the parties of a CSV file with columns code, name and kind.",
      discussion: "The file lands whole or not at all.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The file, or - for standard input.") var file: String
    @Flag(help: "Pass over parties that are there.") var ifMissing = false

    func run() throws {
      let parties = try Party.read(try Console.read(file), file: file)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let known = ifMissing ? try books.parties(of: organization) : []
        for party in parties {
          guard let there = known.first(where: { $0.code == party.code }) else { continue }
          try ActConflict.require(
            "party \(party.code)",
            [("name", there.name, party.name), ("kind", there.kind.rawValue, party.kind.rawValue)],
            nextStep:
              "write it as it is there, or rename it: ledgerctl party rename \(party.code) NAME --org \(organization.code) --reason WHY"
          )
        }
        let missing = parties.filter { party in !known.contains { $0.code == party.code } }
        try books.write(dryRun: write.dryRun) { try books.addParties(missing, to: organization) }
        write.say("Added \(missing.count) of \(parties.count) parties.")
      }
    }
  }
}
