import ArgumentParser
import Ledger

struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "What waits for a second person: list, show, give or refuse approval.",
    discussion: """
      What an organization wants approved ("org approvals") is proposed by the command that would record it, and recorded when another
      person approves it, with both names.
      """, subcommands: [List.self, Show.self, Give.self, Refuse.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List proposals that wait; --all: decided ones too.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Flag(help: "Those that were approved or refused as well.") var all = false

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let found = try books.proposals(of: organization).filter { all || $0.state == .waiting }
        try output.write(
          .list(
            "Proposals of \(organization.name)",
            [
              StatementColumn("number", "No.", .integer), StatementColumn("what", "What", .text, wraps: true),
              StatementColumn("prepared_by", "Prepared by", .text), StatementColumn("prepared_at", "At (UTC)", .text),
              StatementColumn("state", "State", .text), StatementColumn("decided_by", "Decided by", .text),
              StatementColumn("entry", "Entry", .integer),
            ],
            found.map { proposal in
              [
                .integer(Int(proposal.number)), .text(proposal.summary), .text(proposal.preparedBy),
                .text(proposal.preparedAt), .text(proposal.state.rawValue), .optional(proposal.decidedBy),
                proposal.entry.map { .integer(Int($0)) } ?? .empty,
              ]
            }, empty: "Nothing waits for approval."))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show what a proposal would record, line by line.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The number of the proposal.") var number: Int64

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let proposal = try books.proposal(number, of: organization)
        var facts = [
          StatementFact("What", proposal.summary),
          StatementFact("Prepared", "\(proposal.preparedAt) UTC by \(proposal.preparedBy)"),
          StatementFact("State", proposal.state.rawValue),
        ]
        if let by = proposal.decidedBy, let at = proposal.decidedAt {
          facts.append(StatementFact("Decided", "\(at) UTC by \(by)"))
        }
        if let reason = proposal.reason { facts.append(StatementFact("Reason", reason)) }
        if let entry = proposal.entry { facts.append(StatementFact("Recorded", "entry \(entry)")) }
        if let removal = try books.removal(of: proposal, organization) {
          facts.append(StatementFact("Why", removal.reason))
          facts += removal.places.map { StatementFact("Removes", $0.description) }
        }
        facts += try books.fields(of: proposal, organization).map { field in
          StatementFact(field.name.prefix(1).uppercased() + field.name.dropFirst(), field.value)
        }
        let lines = try books.lines(of: proposal, organization)
        try output.write(
          Statement(
            title: "Proposal \(number)", subtitle: organization.name, facts: facts,
            columns: [
              StatementColumn("account", "Account", .text), StatementColumn("about", "About", .text, wraps: true),
              StatementColumn("debit", "Debit", .money), StatementColumn("credit", "Credit", .money),
            ],
            rows: lines.map { line in
              .detail([
                .text(line.account), .text(line.about), line.amount > .zero ? .money(line.amount) : .empty,
                line.amount < .zero ? .money(-line.amount) : .empty,
              ])
            },
            notes: proposal.state == .waiting
              ? [
                "ledgerctl approve give \(number) --org \(organization.code), or approve refuse \(number) --reason \"...\""
              ]
              : []))
      }
    }
  }

  struct Give: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "give", abstract: "Approve a proposal of another person; it is recorded at once.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The number of the proposal.") var number: Int64
    @Option(help: "A remark for the record.") var reason: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let proposal = try books.proposal(number, of: organization)
        let made = try books.write(dryRun: write.dryRun) {
          try books.approve(number, of: organization, reason: reason)
        }
        let what =
          switch proposal.kind {
          case "revision": "version \(made) of the budget"
          case "removal": "\(made) texts removed"
          default: "entry \(made)"
          }
        write.say(
          "Approved proposal \(number) of \(proposal.preparedBy)\(write.dryRun ? "" : ", now \(what)"): \(proposal.summary)"
        )
        if proposal.kind == "removal", !write.dryRun { try connection.purgeRemovedTexts() }
      }
    }
  }

  struct Refuse: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refuse", abstract: "Refuse a proposal, or withdraw your own, with a reason.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The number of the proposal.") var number: Int64
    @Option(help: "Why.") var reason: String

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let proposal = try books.proposal(number, of: organization)
        try books.write(dryRun: write.dryRun) { try books.refuse(number, of: organization, reason: reason) }
        write.say("Refused proposal \(number) of \(proposal.preparedBy): \(proposal.summary)")
      }
    }
  }
}

extension Org {
  struct Approvals: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approvals", abstract: "Record what a second person must approve from now on, or show it.",
      discussion: """
        Without options it shows what holds. Whoever prepared something never approves it; approvers and finance administrators do.
        What was recorded before stays as it is. To end it: --none.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The organization; may be left out where the books hold one.", completion: .organizations)
    var organization: String?
    @Option(
      help: "Entries that take more than this out of cash, owe more, or move costs by more, up or down.",
      transform: Read.money) var above: Money?
    @Flag(help: "Whatever takes money out of cash, savings, petty cash or gift cards.") var payments = false
    @Flag(help: "Transfers between such accounts.") var transfers = false
    @Flag(help: "Reversals, voids among them.") var reversals = false
    @Flag(help: "Revisions of budgets.") var revisions = false
    @Flag(help: "Stop requiring approval.") var none = false
    @Option(help: "Who adopted it.") var approvedBy: String?
    @Option(help: "Why.") var reason: String?

    private var policy: ApprovalPolicy {
      ApprovalPolicy(
        above: above, payments: payments, transfers: transfers, reversals: reversals, revisions: revisions)
    }
    private var isChange: Bool { none || policy != ApprovalPolicy() }

    func validate() throws {
      if none, policy != ApprovalPolicy() { throw ValidationError("--none goes alone") }
      if isChange != (approvedBy != nil) || isChange != (reason != nil) {
        throw ValidationError("say what is approved from now on, with --approved-by and --reason")
      }
    }

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization)
        let known = try books.approvalPolicies(of: organization)
        if let approvedBy, let reason {
          if known.last?.policy == policy { return print("Approved by another person is already \(policy.words).") }
          try books.write(dryRun: write.dryRun) {
            try books.adopt(policy, approvedBy: approvedBy, reason: reason, for: organization)
          }
          return write.say("From now on, \(organization.name) wants approved by another person: \(policy.words).")
        }
        try output.write(
          .list(
            "Approvals in the books of \(organization.name)",
            [
              StatementColumn("since", "Since (UTC)", .text),
              StatementColumn("approved", "Approved", .text, wraps: true),
              StatementColumn("by", "Adopted by", .text, wraps: true),
              StatementColumn("reason", "Reason", .text, wraps: true),
            ],
            known.map { [.text($0.recordedAt), .text($0.policy.words), .text($0.approvedBy), .text($0.reason)] },
            empty: "Nothing needs the approval of a second person."))
      }
    }
  }
}

extension WriteOptions {
  /// Says which releases went back with what a reversal took.
  func say(_ takenBack: [TakenBackRelease]) {
    for one in takenBack {
      say(
        "\(dryRun ? "" : "Entry \(one.entry): ")Took back a release of \(one.amount.grouped) of \(one.award) on \(one.date), as its support fell."
      )
    }
  }

  /// Records what `record` says; where the organization wants it approved, proposes `draft` instead. Says which of both. Returns whether it was
  /// recorded.
  @discardableResult
  func sayRecorded(
    _ draft: ProposalDraft, _ what: String, in organization: Organization, _ books: borrowing Books,
    _ record: () throws -> PostedEntry
  ) throws -> Bool {
    do {
      let posted = try books.write(dryRun: dryRun, record)
      // A reversal has no key that anybody gave.
      if case .reversal = draft {} else { try books.requireStanding(posted, of: organization) }
      try say(posted, what)
      return !dryRun
    } catch let error where SQLState.approvalWhereRequired ~= error {
      try propose(draft, what, in: organization, books)
      return false
    }
  }

  /// Proposes what the organization wants approved, and says so.
  func propose(_ draft: ProposalDraft, _ what: String, in organization: Organization, _ books: borrowing Books) throws {
    let proposed = try books.write(dryRun: dryRun) { try books.propose(draft, to: organization) }
    try say(proposal: proposed, what, in: organization, books)
  }

  /// Says of what was proposed that it waits for another person.
  func say(
    proposal proposed: PostedEntry, _ what: String, in organization: Organization, _ books: borrowing Books
  ) throws {
    if proposed.wasRecorded, Repeat.hasMadeKey {
      throw Self.conflict("proposal \(proposed.number) says the same, and waits for approval")
    } else if proposed.wasRecorded {
      let known = try books.proposals(of: organization, number: proposed.number).first
      if known?.state == .refused {
        throw ActConflict(
          cause: "proposal \(proposed.number) said this and was refused",
          nextStep: "to propose it again, give it a key of its own with --key")
      }
      if let entry = known?.entry {
        try books.requireStanding(PostedEntry(number: entry, wasRecorded: true), of: organization)
        return say("Proposal \(proposed.number) said this and was approved: entry \(entry).")
      }
      say(
        "Proposal \(proposed.number) says this already; it waits: ledgerctl approve show \(proposed.number) --org \(organization.code)"
      )
    } else {
      say(
        "\(dryRun ? "A proposal" : "Proposal \(proposed.number)"): \(what). It is recorded when another person approves it: ledgerctl approve give \(dryRun ? "NUMBER" : "\(proposed.number)") --org \(organization.code)"
      )
    }
  }
}
