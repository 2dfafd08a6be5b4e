import ArgumentParser
import Ledger

struct PaymentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment", abstract: "Payments of bills, card statements and staff; voids.",
    subcommands: [Add.self, Void.self, Match.self, List.self])

  struct Add: ActCommand {
    typealias Done = PayBills

    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Pay bills, a card statement, or what a member of staff is owed.",
      discussion: """
        Bills: --bill with the invoice or entry number, once or more; "--bill INV-7=40.00" pays a part. Everything open of one payee:
        --all --payee WHO. A card statement: --card --through DAY --amount TOTAL --payee BANK, which pays the purchases through that
        day and is refused where they do not add up to the total. Each fund pays its own part.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(
      help: "A bill: its invoice or entry number, and where only a part is paid, =AMOUNT.",
      completion: .choices("bill", of: PayBills.self))
    var bill: [String] = []
    @Flag(help: "Everything open of --payee.") var all = false
    @Flag(help: "The purchases on the card.") var card = false
    @Option(
      help: "With --card: which card, by its account; defaults to the main one.",
      completion: .choices("card-account", of: PayBills.self))
    var cardAccount: String?
    @Option(help: "With --card: through this day of purchase.") var through: String?
    @Option(help: "With --card: an entry that the statement does not have.") var except: [String] = []
    @Option(help: "What is paid in all, which must agree; with --card, the total of the statement.") var amount: String?
    @Option(
      help: "Who is paid: a party's code or name; defaults to who billed.",
      completion: .choices("payee", of: PayBills.self))
    var payee: String?
    @Option(
      help: "check, transfer, direct-debit, card or cash.",
      completion: .choices("method", of: PayBills.self))
    var method: String?
    @Option(help: "Number of the check, or what the bank shows.") var number: String?
    @Option(help: "The day it is paid, YYYY-MM-DD.") var date: String?
    @Option(help: "The cash account: bank, petty-cash, savings, or an account code; defaults to bank.") var from:
      String?
    @Option(help: "Description of the payment; defaults to the invoice numbers.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      var given = ActValues([
        "org": organization.org, "card-account": cardAccount, "through": through, "amount": amount, "payee": payee,
        "method": method,
        "number": number, "date": date, "from": from, "memo": memo, "key": key,
      ])
      given.set("bill", bill)
      given.set("except", except)
      given.set("all", all)
      given.set("card", card)
      return given
    }
  }

  struct Void: ActCommand {
    typealias Done = VoidPayment

    static let configuration = CommandConfiguration(
      commandName: "void", abstract: "Void a payment: what it paid is owed again, and the cost stays as it is.",
      discussion: "A voided check keeps its number; write a new one for the same bills.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(
      help: "The payment: its entry number, or the check's number.",
      completion: .choices("payment", of: VoidPayment.self)) var payment: String?
    @Option(help: "Why.") var reason: String?
    @Option(
      help: "The day it counts; defaults to that of the payment, or, where that is closed, the first day that is open.")
    var date: String?

    var given: ActValues { ActValues(["org": organization.org, "payment": payment, "reason": reason, "date": date]) }

    func perform(_ act: VoidPayment, _ write: WriteOptions, _ books: borrowing Books) throws {
      let (organization, found) = (act.organization, act.payment)
      if let voidedBy = found.voidedBy {
        let known = try books.entry("\(voidedBy)", of: organization)
        if act.date == nil || known.draft.date == act.date, known.reversalReason == act.reason {
          return try write.say(
            PostedEntry(number: voidedBy, wasRecorded: true), "voids payment \(found.entry), \(found.words)")
        }
        throw ActConflict(
          cause: "payment \(found.entry) was voided by entry \(voidedBy)",
          nextStep: "pay again with \"ledgerctl payment add\"", code: "23505")
      }
      let on = try write.reversalDay(named: act.date) { try books.reversalDay(ofEntry: found.entry, of: organization) }
      let day = on.day
      try write.sayRecorded(
        .reversal(of: found.entry, on: day, reason: act.reason),
        "\(on.inWords), voids payment \(found.entry), \(found.words): \(found.amount.grouped) is owed again",
        in: organization, books
      ) { try books.reverse(found.entry, of: organization, on: day, reason: act.reason) }
    }
  }

  struct Match: ActCommand {
    typealias Done = MatchItems

    static let configuration = CommandConfiguration(
      commandName: "match", abstract: "Settle what is owed with what is owed to us: no money moves.",
      discussion: """
        For a refund that a payee keeps for the next bill, and for books that paid bills by journal entries. In every fund the
        oldest first, as far as both sides go.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(help: "Of this payee: a party's code or name.", completion: .choices("payee", of: MatchItems.self))
    var payee: String?
    @Flag(help: "The purchases and payments of the cards, whoever sold; each card by itself.") var card = false
    @Option(help: "The day it counts; defaults to today.") var date: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      var given = ActValues(["org": organization.org, "payee": payee, "date": date, "key": key])
      given.set("card", card)
      return given
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List payments, voided ones too.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let later = try books.payments(of: organization).count { $0.date > day }
        let names = Dictionary(uniqueKeysWithValues: try books.parties(of: organization).map { ($0.code, $0.name) })
        try output.write(
          .list(
            "Payments of \(organization.name)",
            [
              StatementColumn("entry", "Entry", .integer), StatementColumn("date", "Date", .date),
              StatementColumn("payee", "Payee", .text, wraps: true), StatementColumn("method", "Method", .text),
              StatementColumn("number", "Number", .text), StatementColumn("account", "From", .text),
              StatementColumn("amount", "Amount", .money), StatementColumn("for", "For", .text, wraps: true),
              StatementColumn("voided", "Voided", .date),
            ],
            try books.payments(of: organization, asOf: day).map { payment in
              [
                .integer(Int(payment.entry)), .day(payment.date), .text(names[payment.payee] ?? payment.payee),
                .text(payment.method.rawValue), .optional(payment.reference), .text(payment.account),
                .money(payment.amount), .text(payment.description), payment.voidedOn.map { .day($0) } ?? .empty,
              ]
            }, empty: "There are no payments; \"ledgerctl payment add\" records one.", asOf: day, later: later))
      }
    }
  }
}
