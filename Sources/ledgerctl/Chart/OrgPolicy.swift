import ArgumentParser
import Ledger

extension Org {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show an organization and its accounting policies.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The organization; may be left out where the books hold one.", completion: .organizations)
    var organization: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization)
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
                .day($0.effectiveOn), .text($0.simultaneousRelease.rawValue), .text($0.approvedBy),
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

  struct PolicyCommand: FactCommand {
    typealias Done = AdoptPolicy

    static let configuration = CommandConfiguration(
      commandName: "policy", abstract: "Record an accounting policy of an organization, from a day on.",
      discussion: """
        Simultaneous release is what is shown without donor restrictions directly, instead of by a release. none; conditional: what is
        recognized of a conditional award whose spending has met its restriction already; all: that, and whatever other support is
        released in the fiscal year that it came in, which statements of activities compute. It must be kept to consistently.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The organization.", completion: .choices("organization", of: AdoptPolicy.self)) var organization:
      String?
    @Option(help: "none, conditional or all.", completion: .choices("simultaneous-release", of: AdoptPolicy.self))
    var simultaneousRelease: String?
    @Option(help: "First day it holds, YYYY-MM-DD.") var effective: String?
    @Option(help: "Who approved it.") var approvedBy: String?
    @Option(help: "Why.") var reason: String?

    var given: ActValues {
      ActValues([
        "organization": organization, "simultaneous-release": simultaneousRelease, "effective": effective,
        "approved-by": approvedBy, "reason": reason,
      ])
    }
  }
}

extension Org {
  struct CoverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "coverage", abstract: "Declare what the books cover, or show it.",
      discussion: """
        Books of grants only, beside another accounting system (--grants-beside NAME), are a declared choice: their statements say so,
        and "export journal" writes what that system imports. Back to all money: --everything.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The organization; may be left out where the books hold one.", completion: .organizations)
    var organization: String?
    @Option(help: ArgumentHelp("Grants only; the other money is kept in this system.", valueName: "system"))
    var grantsBeside: String?
    @Flag(help: "All money of the organization.") var everything = false
    @Option(help: "Who decided it.") var approvedBy: String?
    @Option(help: "Why.") var reason: String?

    func validate() throws {
      if everything, grantsBeside != nil {
        throw ValidationError("--everything and --grants-beside exclude each other")
      }
      let isChange = everything || grantsBeside != nil
      if isChange != (approvedBy != nil) || isChange != (reason != nil) {
        throw ValidationError("say what the books cover, with --approved-by and --reason")
      }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization)
        if let approvedBy, let reason {
          try books.write(dryRun: write.dryRun) {
            try books.declareCoverage(besides: grantsBeside, approvedBy: approvedBy, reason: reason, for: organization)
          }
          return write.say(
            "The books of \(organization.name) cover \(grantsBeside.map { "grants only, beside \(VisibleText.escaped($0))" } ?? "everything")."
          )
        }
        let coverage = try books.coverage(of: [organization]).first
        print(
          coverage?.otherSystem.map {
            "The books of \(organization.name) cover grants only, beside \(VisibleText.escaped($0))."
          }
            ?? "The books of \(organization.name) cover everything.")
        for note in coverage?.notes ?? [] where coverage?.otherSystem == nil || !note.hasPrefix("These books") {
          print(note)
        }
      }
    }
  }
}
