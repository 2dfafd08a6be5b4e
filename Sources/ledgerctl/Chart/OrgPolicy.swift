import ArgumentParser
import Ledger

extension Org {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show an organization and its accounting policies.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The organization; may be left out where the books hold one.") var organization: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization)
        let policies = try books.policies(of: organization)
        let year = organization.fiscalYear(of: try Console.today())
        try output.write(
          Statement(
            title: "Organization \(organization.code)", subtitle: organization.name,
            facts: (organization.ein.map { [StatementFact("EIN", $0)] } ?? []) + [
              StatementFact("Fiscal year", year.description)
            ],
            columns: [
              StatementColumn("effective", "From", .date),
              StatementColumn("simultaneous_release", "Simultaneous release", .text),
              StatementColumn("approved_by", "Approved by", .text, wraps: true),
              StatementColumn("reason", "Reason", .text, wraps: true),
            ],
            rows: policies.map {
              .detail([
                .day($0.effectiveOn), .text($0.simultaneousRelease ? "yes" : "no"), .text($0.approvedBy),
                .text($0.reason),
              ])
            },
            notes: policies.isEmpty
              ? [
                "No policy is recorded: restrictions are released when a month closes. \"ledgerctl org policy\" records one."
              ]
              : ["In effect on a day is the last row that has begun by then."]))
      }
    }
  }

  struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policy", abstract: "Record an accounting policy of an organization, from a day on.",
      discussion: """
        Simultaneous release: what is recognised of a conditional award whose spending has met its restriction already is shown
        without donor restrictions directly, instead of by a release. It must be kept to consistently.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The organization.") var organization: String
    @Option(help: "yes or no.") var simultaneousRelease: YesOrNo
    @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day
    @Option(help: "Who approved it.") var approvedBy: String
    @Option(help: "Why.") var reason: String

    enum YesOrNo: String, ExpressibleByArgument, CaseIterable { case yes, no }

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization)
        let known = try books.policies(of: organization).last { $0.effectiveOn == effective }
        if known?.simultaneousRelease == (simultaneousRelease == .yes), known?.reason == reason {
          return print("This policy of \(organization.name), from \(effective), had been recorded before.")
        }
        try books.write(dryRun: write.dryRun) {
          try books.adoptPolicy(
            simultaneousRelease: simultaneousRelease == .yes, effectiveOn: effective, approvedBy: approvedBy,
            reason: reason, for: organization)
        }
        write.say(
          "From \(effective), \(organization.name) \(simultaneousRelease == .yes ? "releases" : "does not release") simultaneously."
        )
      }
    }
  }
}
