import ArgumentParser
import Ledger

struct CommitmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "commitment", abstract: "What is ordered and not yet spent; it counts against the budget.",
    subcommands: [Add.self, Draw.self, Release.self, List.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record an order or a signed contract on a budget line.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The budget line.", completion: .budgetLines) var line: String
    @Option(help: "The amount ordered.", transform: Read.money) var amount: Money
    @Option(help: "Who will be paid: a party's code or name.", completion: .parties) var payee: String
    @Option(help: "The day it was ordered, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "The day it is expected to be spent.", transform: Read.day) var expectedBy: Day?
    @Option(name: .customLong("for"), help: "What was ordered. Never a young person's name.") var description: String
    @Option(help: "Where the order or contract is.") var document: String?
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let award = try books.award(award)
        let line = try award.line(line)
        let payee = try books.party(payee, of: award.organization)
        let event = EventKey(
          ["commitment", award.code, line.code, payee.code, "\(date)", "\(amount)"],
          rest: [expectedBy?.description, description.withoutOuterSpaces, document?.withoutOuterSpaces])
        let draft = CommitmentDraft(
          amount: amount, party: payee.code, madeOn: date, expectedBy: expectedBy, description: description,
          document: document,
          key: try write.key(key, try books.standing(commitment: event, of: award.organization)))
        var wasRecorded = false
        try write.telling(
          { wasRecorded ? [] : try write.overruns(of: award, lines: [line.code], books) }, books,
          of: { try books.commit(draft, on: line, of: award) }
        ) { made in
          wasRecorded = made.wasRecorded
          guard !wasRecorded else {
            if Repeat.hasMadeKey { throw WriteOptions.conflict("commitment \(made.number) says the same") }
            return write.say("Commitment \(made.number) had recorded this before.")
          }
          let name = write.dryRun ? "A commitment" : "Commitment \(made.number)"
          write.say("\(name): \(amount.grouped) to \(payee.name), \(award.code), \(line.name).")
        }
        if !wasRecorded { try write.sayAlike(draft, on: line, of: award, books) }
      }
    }
  }

  struct Draw: ActCommand {
    typealias Done = DrawCommitment

    static let configuration = CommandConfiguration(
      commandName: "draw", abstract: "Record the expense that meets a commitment, wholly or in part.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The commitment: number or key.") var commitment: String?
    @Option(help: "The amount; else all that is open.") var amount: String?
    @Option(help: "The day of the service, or its first day.") var serviceDate: String?
    @Option(help: "The last day of the service.") var serviceThrough: String?
    @Option(help: "The day it counts; else the last day of the service.") var date: String?
    @Option(
      help:
        "What it is paid from or owed to: bank, savings, petty-cash, card, payable, or the code of such an account.",
      completion: .list(MoneyAccount.allCases.map(\.rawValue)))
    var paidFrom: String?
    @Flag(help: "Nothing more will come: release what is left.") var final = false
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "commitment": commitment, "amount": amount, "service-date": serviceDate,
        "service-through": serviceThrough, "date": date, "paid-from": paidFrom, "key": key,
      ])
      given.set("final", final)
      return given
    }

    func perform(_ act: DrawCommitment, _ write: WriteOptions, _ books: borrowing Books) throws {
      guard let prepared = try write.keyed(act, books) else { return }
      guard act.isFinal, let draft = prepared.first else { return try write.record(prepared, books) }
      // What is left is released with it, so that this cannot wait for approval as a proposal.
      try write.telling(
        { try write.overruns(of: act.award, lines: [act.line.code], books) }, books,
        of: { try act.recordFinal(prepared, books) },
        saying: { made in
          try write.say(made.posted, prepared.summary)
          if made.released > .zero { write.say("Released the \(made.released.grouped) that was left.") }
        })
      try write.sayAlike(draft, in: act.organization, books)
    }
  }

  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Let a commitment go, wholly or in part, so that it no longer eats budget.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The commitment: number or key.") var commitment: String
    @Option(help: "The amount; else all that is open.", transform: Read.money) var amount: Money?
    @Option(help: "The day it counts; else today.", transform: Read.day) var date: Day?
    @Option(help: "Why.") var reason: String

    func run() throws {
      let day = try date ?? Console.today()
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let commitment = try books.commitment(commitment, of: organization)
        let number = commitment.number
        if let known = try books.released(of: commitment, organization, on: day, reason: reason) {
          return print(
            "\(known.grouped) of commitment \(number) was released on \(day) for this reason before; \(commitment.open.grouped) is open."
          )
        }
        let alike = try books.releases(alike: amount ?? commitment.open, on: day, of: commitment, organization)
        let released = try books.write(dryRun: write.dryRun) {
          try books.release(number, of: organization, amount, on: day, reason: reason)
        }
        write.say("Released \(released.grouped) of commitment \(number), \(commitment.award), \(commitment.line).")
        for other in alike {
          print(
            "As much of it was released on \(other.date): \(VisibleText.escaped(other.reason)). Where that is the same event, order what is to come again: ledgerctl commitment add \(organization.code)/\(commitment.award) --line \(commitment.line) --amount \(released) --payee \(commitment.party) --date \(day) --for WHAT"
          )
        }
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List commitments, with what was drawn, released and is left.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "An award; else all of the organization.", completion: .awards) var award: String?
    @Option(help: "As of this day; else today.", transform: Read.day) var asOf: Day?
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
