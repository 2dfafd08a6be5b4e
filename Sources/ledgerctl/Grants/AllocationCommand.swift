import ArgumentParser
import Ledger

struct AllocationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocation", abstract: "Saved rules that split a cost, with the base that justifies them.",
    subcommands: [Add.self, List.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a rule, or a new version of one.",
      discussion:
        "A share is \"AWARD:LINE 12\" or \"unrestricted:ACCOUNT[:FUNCTION] 8\": the number is its part of the base.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.", transform: Read.code) var code: String
    @Option(help: "What it splits.") var name: String
    @Option(help: "The allocation base, as: desks in use.") var base: String
    @Option(help: "Where the base is recorded.") var document: String
    @Option(help: "First day it holds, YYYY-MM-DD.", transform: Read.day) var effective: Day
    @Option(help: "A share; give two or more.") var share: [String]
    @Flag(help: "Say nothing is wrong where it exists with this first day.") var ifMissing = false

    func run() throws {
      let shares = try share.map { text -> AllocationRule.Share in
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
          throw Refusal("‹\(VisibleText.escaped(text))› is no share", nextStep: "write it as \"AWARD:LINE 12\"")
        }
        let weight = try Money(parsing: words[1])
        guard weight > .zero else {
          throw Refusal("a part of the base is more than zero", nextStep: "leave the share out")
        }
        return .init(target: try CostTarget(parsing: words[0]), weight: weight.cents)
      }
      guard shares.count > 1 else { throw Refusal("a rule has two shares or more", nextStep: "add --share") }
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let known = try books.allocationRules(of: organization).filter { $0.code == code }
        // Awards of the organization may be named with it or without.
        let own = organization.code + "/"
        let words = { (shares: [AllocationRule.Share]) in
          shares.map { share in
            let target = share.target.text
            return
              "\(target.hasPrefix(own) ? String(target.dropFirst(own.count)) : target) \(Money(cents: share.weight))"
          }.sorted().joined(separator: ", ")
        }
        // Of its first day, as the last one says it.
        if ifMissing, let there = known.last(where: { $0.effectiveOn == effective }) {
          try AlreadyThere.require(
            "rule \(code)",
            [
              ("name", there.name, name), ("base", there.base, base), ("document", there.document, document),
              ("shares", words(there.shares), words(shares)),
            ], nextStep: "\"ledgerctl allocation list\" shows it; without --if-missing another version is recorded")
          return print("Rule \(code) is there.")
        }
        if let last = known.max(by: { $0.version < $1.version }), last.effectiveOn == effective, last.base == base,
          last.document == document, last.name == name, words(last.shares) == words(shares)
        {
          return print("Version \(last.version) of rule \(code) says this already.")
        }
        let version = try books.write(dryRun: write.dryRun) {
          try books.addAllocationRule(
            code: code, name: name, base: base, document: document, effectiveOn: effective, shares: shares,
            to: organization)
        }
        write.say("Recorded rule \(code), version \(version), from \(effective): \(shares.count) shares by \(base).")
      }
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
