import ArgumentParser
import Ledger

struct CommitmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "commitment", abstract: "What is ordered and not yet spent; it counts against the budget.",
    subcommands: [Add.self, Draw.self, Release.self, List.self])

  struct Add: ActCommand {
    typealias Done = MakeCommitment

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record an order or a signed contract on a budget line.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: MakeCommitment.self)) var award: String?
    @Option(help: "The budget line.", completion: .choices("line", of: MakeCommitment.self)) var line: String?
    @Option(help: "The amount ordered.") var amount: String?
    @Option(help: "Who will be paid: a party's code or name.", completion: .choices("payee", of: MakeCommitment.self))
    var payee: String?
    @Option(help: "The day it was ordered, YYYY-MM-DD.") var date: String?
    @Option(help: "The day it is expected to be spent.") var expectedBy: String?
    @Option(name: .customLong("for"), help: "What was ordered. Never a young person's name.") var description: String?
    @Option(help: "Where the order or contract is.") var document: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "award": award, "line": line, "amount": amount, "payee": payee, "date": date, "expected-by": expectedBy,
        "for": description, "document": document, "key": key,
      ])
    }

    func perform(_ act: MakeCommitment, _ write: WriteOptions, _ books: borrowing Books) throws {
      let (award, line) = (act.award, act.line)
      let draft = act.under(
        try write.key(act.key, try books.standing(commitment: act.event, of: award.organization))
      )
      var wasRecorded = false
      try write.telling(
        { wasRecorded ? [] : try write.overruns(of: award, lines: [line.code], books) }, books,
        of: { try books.commit(draft, on: line, of: award) },
        saying: { made in
          wasRecorded = made.wasRecorded
          guard !wasRecorded else {
            if Repeat.hasMadeKey { throw WriteOptions.conflict("commitment \(made.number) says the same") }
            return write.say("Commitment \(made.number) had recorded this before.")
          }
          let name = write.dryRun ? "A commitment" : "Commitment \(made.number)"
          write.say("\(name): \(draft.amount.grouped) to \(act.payee.name), \(award.code), \(line.name).")
        })
      if !wasRecorded { try write.sayAlike(draft, on: line, of: award, books) }
    }
  }

  struct Draw: ActCommand {
    typealias Done = DrawCommitment

    static let configuration = CommandConfiguration(
      commandName: "draw", abstract: "Record the expense that meets a commitment, wholly or in part.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The commitment: number or key.", completion: .choices("commitment", of: DrawCommitment.self))
    var commitment: String?
    @Option(help: "The amount; defaults to all that is open.") var amount: String?
    @Option(help: "The day of the service, or its first day.") var serviceDate: String?
    @Option(help: "The last day of the service.") var serviceThrough: String?
    @Option(help: "The day it counts; defaults to the last day of the service.") var date: String?
    @Option(
      help:
        "What it is paid from or owed to: bank, savings, petty-cash, card, payable, or the code of such an account.",
      completion: .choices("paid-from", of: DrawCommitment.self))
    var paidFrom: String?
    @Flag(help: "Nothing more will come: release what is left.") var final = false
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "commitment": commitment, "amount": amount, "service-date": serviceDate,
        "service-through": serviceThrough, "date": date, "paid-from": paidFrom, "key": key,
      ])
      given.set("final", final)
      return given
    }
  }

  struct Release: FactCommand {
    typealias Done = ReleaseCommitment

    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Let a commitment go, wholly or in part, so that it no longer takes up budget.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The commitment: number or key.", completion: .choices("commitment", of: ReleaseCommitment.self))
    var commitment: String?
    @Option(help: "The amount; defaults to all that is open.") var amount: String?
    @Option(help: "The day it counts; defaults to today.") var date: String?
    @Option(help: "Why.") var reason: String?
    @Flag(help: "As much was let go for this reason before, and is once more.") var again = false

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "commitment": commitment, "amount": amount, "date": date, "reason": reason,
      ])
      given.set("again", again)
      return given
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List commitments, with what was drawn, released and is left.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "An award; defaults to all of the organization.", completion: .awards) var award: String?
    @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?
    @Flag(help: "Those with something open only.") var open = false

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let award = try award.map { try books.award($0) }
        let organization = try award?.organization ?? books.organization(organization.org)
        try books.requireReader(of: organization)
        let found = try books.commitments(of: organization, award: award, asOf: day).filter { !open || $0.open > .zero }
        let later = try books.commitments(of: organization, award: award).count {
          $0.madeOn > day && (!open || $0.open > .zero)
        }
        try output.write(Self.statement(found, of: organization, asOf: day, later: later))
      }
    }

    private static func statement(
      _ found: [Commitment], of organization: Organization, asOf day: Day, later: Int
    ) -> Statement {
      let leftovers = found.filter { $0.isLeftover || ($0.open > .zero && $0.expectedBy.map { $0 < day } == true) }
      return Statement(
        title: "Commitments of \(organization.name)", facts: [StatementFact("As of", day.description)],
        columns: [
          StatementColumn("number", "No.", .integer), StatementColumn("award", "Award", .text, wraps: true),
          StatementColumn("line", "Line", .text, wraps: true), StatementColumn("payee", "Payee", .text, wraps: true),
          StatementColumn("ordered_on", "Ordered on", .date), StatementColumn("expected_by", "Expected by", .date),
          StatementColumn("ordered", "Ordered", .money), StatementColumn("spent", "Spent", .money),
          StatementColumn("released", "Released", .money), StatementColumn("open", "Open", .money),
          StatementColumn("for", "For", .text, wraps: true),
        ],
        rows: found.map {
          .detail([
            .integer(Int($0.number)), .text($0.award), .text($0.line), .text($0.party), .day($0.madeOn),
            $0.expectedBy.map { .day($0) } ?? .empty, .money($0.amount), .money($0.drawn), .money($0.released),
            .money($0.open), .text($0.description),
          ])
        } + [
          .total(
            [.empty, .text("Total"), .empty, .empty, .empty, .empty]
              + [found.map(\.amount), found.map(\.drawn), found.map(\.released), found.map(\.open)].map {
                .money($0.total())
              } + [.empty])
        ],
        notes: leftovers.map {
          "Commitment \($0.number) has \($0.open.grouped) left over; if nothing more will come: ledgerctl commitment release \($0.number) --org \(organization.code) --reason \"...\""
        } + (found.isEmpty ? ["There are no commitments; \"ledgerctl commitment add\" records one."] : [])
          + Statement.note(later, after: day))
    }
  }
}
