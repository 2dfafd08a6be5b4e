import ArgumentParser
import Ledger

struct AllocationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocation", abstract: "Saved rules that split a cost, with the base that justifies them.",
    subcommands: [Add.self, List.self])

  struct Add: FactCommand {
    typealias Done = AddAllocationRule

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a rule, or a new version of one.",
      discussion:
        "A share is \"AWARD:LINE 12\" or \"unrestricted:ACCOUNT[:FUNCTION] 8\": the number is its part of the base.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.") var code: String?
    @Option(help: "What it splits.") var name: String?
    @Option(help: "The allocation base, as: desks in use.") var base: String?
    @Option(help: "Where the base is recorded.") var document: String?
    @Option(help: "First day it holds, YYYY-MM-DD.") var effective: String?
    @Option(help: "A share; give two or more.") var share: [String] = []
    @Flag(help: "Succeed quietly where it exists with this first day, saying the same.") var ifMissing = false

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "code": code, "name": name, "base": base, "document": document, "effective": effective,
      ])
      given.set("share", share)
      given.set("if-missing", ifMissing)
      return given
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List rules with their shares, every version.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let rows = try books.allocationRules(of: organization).flatMap { rule -> [[StatementCell]] in
          let whole = Money(cents: rule.shares.map(\.weight).reduce(0, +))
          return rule.shares.map { share in
            [
              .text(rule.code), .integer(rule.version), .day(rule.effectiveOn), .text(rule.base), .text(rule.document),
              .text(share.target.text),
              Money(cents: share.weight).tenthsOfPercent(of: whole).map { .percent(tenths: $0) } ?? .notApplicable,
            ]
          }
        }
        try output.write(
          .list(
            "Allocation rules of \(organization.name)",
            [
              StatementColumn("rule", "Rule", .text), StatementColumn("version", "Version", .integer),
              StatementColumn("from", "From", .date), StatementColumn("base", "Base", .text, wraps: true),
              StatementColumn("document", "Document", .text, wraps: true),
              StatementColumn("share", "Share", .text, wraps: true),
              StatementColumn("percent", "%", .percent),
            ], rows, empty: "There are no rules; \"ledgerctl allocation add\" records one."))
      }
    }
  }
}
