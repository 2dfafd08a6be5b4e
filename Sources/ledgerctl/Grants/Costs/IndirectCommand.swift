import ArgumentParser
import Ledger

struct IndirectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indirect", abstract: "Indirect costs of awards, by their rate and base.",
    subcommands: [Show.self, Charge.self, Settle.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show how an award's indirect costs are figured, and what is to be charged.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "Through this day; defaults to today.", transform: Read.day) var through: Day?

    func run() throws {
      let day = try through ?? Console.today()
      try connection.open { books in
        let award = try books.award(award)
        try books.requireReader(of: award.organization)
        try output.write(try books.indirect(of: award, through: day).statement(award, day))
      }
    }
  }

  struct Charge: ActCommand {
    typealias Done = ChargeIndirect

    static let configuration = CommandConfiguration(
      commandName: "charge", abstract: "Charge indirect costs through a day, or give back what was too much.",
      discussion: """
        The rate of the base, less what was charged before, never beyond the budget's indirect line. Charging again trues it up. Both
        funds get their side; organization-wide they vanish.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: ChargeIndirect.self)) var award: String?
    @Option(help: "Through this day, YYYY-MM-DD.") var through: String?
    @Option(help: "The day it counts; defaults to that day.") var date: String?

    var given: ActValues { ActValues(["award": award, "through": through, "date": date]) }

    func perform(_ act: ChargeIndirect, _ write: WriteOptions, _ books: borrowing Books) throws {
      let (award, through) = (act.award, act.through)
      let cost = try act.cost(books)
      let later =
        cost.chargedLater == .zero
        ? ""
        : cost.chargedLater.isNegative
          ? " \((-cost.chargedLater).grouped) more was charged than is due by then; by a later day it is due, or was given back."
          : " \(cost.chargedLater.grouped) of what is due was charged on a later day, and is not charged twice."
      if cost.rateBasisPoints != nil, cost.toCharge == .zero {
        return print("Indirect costs of \(award.code) are charged through \(through): \(cost.charged.grouped).\(later)")
      }
      guard let posted = try books.write(dryRun: write.dryRun, { try act.record(books) })
      else { return print("Nothing of \(award.code) is to be charged through \(through).") }
      let what = cost.toCharge.isNegative ? "given back" : "charged"
      try write.say(
        posted,
        "\((cost.toCharge.isNegative ? -cost.toCharge : cost.toCharge).grouped) of indirect costs \(what), \(award.code): \(cost.rate) of \(cost.base.grouped)"
      )
      if !later.isEmpty { print(later.dropFirst()) }
      if cost.due > cost.limit {
        print("The rate gives \(cost.due.grouped); the budget allows \(cost.limit.grouped).")
      }
    }
  }
}

extension IndirectCommand {
  struct Settle: ActCommand {
    typealias Done = SettleInterfund

    static let configuration = CommandConfiguration(
      commandName: "settle", abstract: "Move the cash that an award's fund owes the unrestricted fund on a day (1990).")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: SettleInterfund.self)) var award: String?
    @Option(help: "The day the cash moves, YYYY-MM-DD.") var date: String?

    var given: ActValues { ActValues(["award": award, "date": date]) }

    func perform(_ act: SettleInterfund, _ write: WriteOptions, _ books: borrowing Books) throws {
      guard let due = try act.due(books) else {
        return print("The fund of \(act.award.code) owes the unrestricted fund nothing that was due on \(act.date).")
      }
      let posted = try books.write(dryRun: write.dryRun) { try act.record(due, books) }
      try write.say(posted, "\(due.amount.grouped) moved from fund \(due.payer) to fund \(due.payee)")
      if due.amount != due.owed {
        print("\((due.owed - due.amount).grouped) is still owed: the fund holds no more on that day or later.")
      }
    }
  }
}

extension IndirectCost {
  /// How it is figured, line by line.
  func statement(_ award: Award, _ day: Day) -> Statement {
    let rows: [(String, Money)] = [
      ("Direct costs", direct), ("Outside the base", -excluded), ("Subawards above the cap", -subawardExcess),
    ]
    let charges: [(String, Money)] =
      [
        ("At \(rate)", due), ("The budget allows", limit), ("Charged before", -charged),
      ] + (chargedLater == .zero ? [] : [("Charged on later days", -chargedLater)])
    return Statement(
      title: "Indirect costs of \(award.code)", subtitle: award.organization.name,
      facts: [StatementFact("Through", day.description), StatementFact("Rate", rate)],
      columns: [StatementColumn("item", "Item", .text), StatementColumn("amount", "Amount", .money)],
      rows: rows.map { .detail([.text($0.0), .money($0.1)]) } + [.subtotal([.text("Base"), .money(base)])]
        + charges.map { .detail([.text($0.0), .money($0.1)]) } + [.total([.text("To charge"), .money(toCharge)])],
      notes: rateBasisPoints == nil
        ? [
          "No rate is recorded in the terms; \"ledgerctl award terms \(award.reference) --indirect-rate RATE\" records one."
        ]
        : toCharge == .zero ? [] : ["ledgerctl indirect charge \(award.reference) --through \(day) records it."])
  }
}
