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
    @Option(help: "With the titles, amounts and terms of this day; else today.", transform: Read.day) var asOf: Day?

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

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an award with its own fund.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Short name.", transform: Read.code) var code: String
    @Argument(help: "Title of the award.") var name: String
    @Option(help: "The funder, a party.", completion: .parties) var funder: String
    @Option(help: "The amount awarded, as 30000.00.", transform: Read.money) var amount: Money
    @Option(help: "First day of the term, YYYY-MM-DD.", transform: Read.day) var from: Day
    @Option(help: "Last day of the term, YYYY-MM-DD.", transform: Read.day) var through: Day
    @Option(help: "How its revenue is recognized (ASC 958-605).") var recognition: Recognition
    @Option(help: "When its spending counts, by the agreement.") var basis: AwardBasis = .accrual
    @Option(help: "The program that its expenses serve.") var program = "program"
    @Option(help: "Revenue account; else 4250 from a nonprofit, 5180 for exchange, 4230 otherwise.") var revenueAccount:
      String?
    @Option(help: "A fund made ahead with \"fund add\"; else one of the award's own code.", completion: .funds)
    var fund: String?
    @Flag(help: "Say nothing is wrong where it exists.") var ifMissing = false

    func run() throws {
      let draft = AwardDraft(
        code: code, name: name, funder: funder, amount: amount, term: try DayWindow(from: from, through: through),
        recognition: recognition, basis: basis, program: program, revenueAccount: revenueAccount, fund: fund)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        if ifMissing,
          let there = try books.awards().first(where: { $0.code == code && $0.organization == organization })
        {
          try requireSame(there, draft, books)
          return print("Award \(code) is there.")
        }
        try books.write(dryRun: write.dryRun) { try books.addAward(draft, to: organization) }
        write.say(
          "Added award \(code), \(amount.grouped). Next: ledgerctl budget import \(code) FILE.csv --approved-by WHOM --effective \(from)"
        )
      }
    }

    /// Throws where the award that is there was added as another one; what was amended since does not count.
    private func requireSame(_ there: Award, _ draft: AwardDraft, _ books: borrowing Books) throws {
      let first = try books.versions(of: there).first
      try AlreadyThere.require(
        "award \(code)",
        [
          ("name", first?.name, name), ("amount", first?.amount.grouped, amount.grouped),
          ("term", first?.term.description, draft.term.description),
          ("funder", there.funder, try books.party(funder, of: there.organization).code),
          ("recognition", there.recognition.rawValue, recognition.rawValue),
          ("basis", there.basis.rawValue, basis.rawValue), ("program", there.program, program),
          ("revenue account", there.revenueAccount, revenueAccount ?? there.revenueAccount),
          ("fund", there.fund, fund ?? code),
        ],
        nextStep:
          "\"ledgerctl award show \(there.reference)\" shows it; a change of it is \"award extend\", \"award rename\" or \"award terms\""
      )
    }
  }

  struct Receive: ActCommand {
    typealias Done = ReceiveMoney

    static let configuration = CommandConfiguration(
      commandName: "receive", abstract: "Record cash received for an award, as its recognition says.",
      discussion:
        "Cr grants receivable for an unconditional award, what is receivable and then a refundable advance for a conditional one, what is claimed and then custodial funds for an agency award, revenue for an exchange. What comes of a promise that was written off is recovered: Cr losses on promises, in the class that the loss stands in, no new promise."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String?
    @Option(help: "The amount received.") var amount: String?
    @Option(help: "The day it came, YYYY-MM-DD.") var date: String?
    @Option(help: "Where it went: bank, savings, petty-cash, or the code of such an account; else bank.") var to:
      String?
    @Option(help: "What to say of it.") var memo: String?
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    var given: ActValues {
      ActValues(["award": award, "amount": amount, "date": date, "to": to, "memo": memo, "key": key])
    }

    func perform(_ act: ReceiveMoney, _ write: WriteOptions, _ books: borrowing Books) throws {
      let (award, organization) = (act.award, act.award.organization)
      if let known = try books.recorded(act.key, of: organization, as: { _ in try act.said() }) {
        return write.say(known)
      }
      let event = EventKey(["receipt", award.code, "\(act.date)", "\(act.amount)"], saying: try act.said())
      let key = try Repeat.keyOfAnother ?? write.key(act.key, event, in: organization, books)
      let made = try books.write(dryRun: write.dryRun) { try act.record(under: key, books) }
      let parts = award.parts(of: made.draft, act.amount, owed: made.owed)
      try write.say(made.posted, "\(act.amount.grouped) received for \(award.code)\(parts)")
      try write.sayAlike(made.draft, in: organization, books)
    }
  }
}

extension Award {
  /// What a receipt is of, where it is of more than what is owed, in words that go on.
  fileprivate func parts(of draft: EntryDraft, _ amount: Money, owed: Money) -> String {
    let losses = organization.accounts.codes(of: .losses)
    let recovered = -draft.lines.filter { losses.contains($0.account) }.map(\.amount).total()
    if recovered > .zero { return ": \(recovered.grouped) of it was written off and is recovered" }
    let ahead = amount - min(amount, owed)
    let isAhead = [.conditional, .agency].contains(recognition) && owed > .zero && ahead > .zero
    return isAhead ? ": \(owed.grouped) that was owed, \(ahead.grouped) ahead" : ""
  }
}
