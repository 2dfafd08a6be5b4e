import ArgumentParser
import Ledger

struct AwardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "award", abstract: "Awards: their terms, promise and receipts.",
    subcommands: [
      List.self, Show.self, Add.self, AwardTermsCommand.self, AwardExtend.self, AwardRename.self, AwardPromise.self,
      Receive.self,
      AwardClose.self, AwardReopen.self,
      Recognize.self, Interest.self, Return.self, Release.self, WriteOff.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List awards.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Option(help: "With the titles, amounts and terms of this day; defaults to today.", transform: Read.day) var asOf:
      Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let awards = try books.awards(asOf: day)
        let rows = awards.map { award -> [StatementCell] in
          [
            .text(award.reference), .text(award.state(on: day)), .text(award.name), .text(award.funderName),
            .money(award.amount),
            .day(award.term.from),
            .day(award.term.through), .text(award.recognition.rawValue),
          ]
        }
        try output.write(
          .list(
            "Awards",
            [
              StatementColumn("award", "Award", .text, minWidth: awards.map(\.reference.count).max()),
              StatementColumn("state", "State", .text, wraps: true),
              StatementColumn("name", "Name", .text, wraps: true),
              StatementColumn("funder", "Funder", .text, wraps: true), StatementColumn("amount", "Amount", .money),
              StatementColumn("from", "From", .date), StatementColumn("through", "Through", .date),
              StatementColumn("recognition", "Recognition", .text),
            ], rows, empty: "There are no awards yet; \"ledgerctl award add\" adds one.", asOf: day))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an award with its budget.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The award, CODE or ORGANIZATION/CODE.", completion: .awards) var award: String

    func run() throws {
      try connection.open { books in
        let day = try Console.today()
        // As it is called, and how long it runs, today.
        let award = try books.awards([award], asOf: day)[0]
        let terms = try books.termsVersions(of: award)
        let inForce = terms.last { $0.effectiveOn <= day } ?? terms[0]
        let versions = try books.versions(of: award)
        let installments = try books.installments(of: award).map { $0.card() }
        try output.write(
          page: [award.card(try books.recorded(of: award), on: day), inForce.card()] + installments + versions.history()
            + terms.history())
      }
    }
  }

  struct Add: FactCommand {
    typealias Done = AddAward

    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an award with its own fund.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.") var code: String?
    @Argument(help: "Title of the award.") var name: String?
    @Option(help: "The funder, a party.", completion: .choices("funder", of: AddAward.self)) var funder: String?
    @Option(help: "The amount awarded, as 30000.00.") var amount: String?
    @Option(help: "First day of the term, YYYY-MM-DD.") var from: String?
    @Option(help: "Last day of the term, YYYY-MM-DD.") var through: String?
    @Option(
      help: "How its revenue is recognized (ASC 958-605): unconditional, conditional, agency or exchange.",
      completion: .choices("recognition", of: AddAward.self))
    var recognition: String?
    @Option(
      help: "When its spending counts, by the agreement: accrual or cash; defaults to accrual.",
      completion: .choices("basis", of: AddAward.self))
    var basis: String?
    @Option(help: "The program that its expenses serve; defaults to program.") var program: String?
    @Option(help: "Revenue account; defaults to 4250 from a nonprofit, 5180 for exchange, 4230 otherwise.")
    var revenueAccount: String?
    @Option(
      help: "A fund made ahead with \"fund add\"; defaults to one of the award's own code.",
      completion: .choices("fund", of: AddAward.self))
    var fund: String?
    @Flag(help: "Succeed quietly where it exists already, saying the same.") var ifMissing = false

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "code": code, "name": name, "funder": funder, "amount": amount, "from": from,
        "through": through, "recognition": recognition, "basis": basis, "program": program,
        "revenue-account": revenueAccount, "fund": fund,
      ])
      given.set("if-missing", ifMissing)
      return given
    }
  }

  struct Receive: EventCommand {
    typealias Done = ReceiveMoney

    static let configuration = CommandConfiguration(
      commandName: "receive", abstract: "Record cash received for an award, as its recognition says.",
      discussion:
        "Cr grants receivable for an unconditional award, what is receivable and then a refundable advance for a conditional one, what is claimed and then custodial funds for an agency award, revenue for an exchange. What comes of a promise that was written off is recovered: Cr losses on promises, in the class that the loss stands in, no new promise."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: ReceiveMoney.self)) var award: String?
    @Option(help: "The amount received.") var amount: String?
    @Option(help: "The day it came, YYYY-MM-DD.") var date: String?
    @Option(
      help: "Where it went: bank, savings, petty-cash, or the code of such an account; defaults to bank.",
      completion: .choices("to", of: ReceiveMoney.self)) var to: String?
    @Option(help: "Description.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues(["award": award, "amount": amount, "date": date, "to": to, "memo": memo, "key": key])
    }
  }
}
