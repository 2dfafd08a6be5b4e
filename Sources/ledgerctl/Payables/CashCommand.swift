import ArgumentParser
import Ledger

struct CashCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cash", abstract: "Money that moves between accounts, or came and is no grant.",
    subcommands: [Move.self, Receive.self])

  struct Move: ActCommand {
    typealias Done = MoveCash

    static let configuration = CommandConfiguration(
      commandName: "move", abstract: "Move money from one cash account to another, as to refill petty cash.",
      discussion: "What was bought with petty cash is recorded by itself: \"expense add --paid-from petty-cash\".")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(
      help: "Out of: bank, petty-cash, savings, or an account code.", completion: .choices("from", of: MoveCash.self))
    var from: String?
    @Option(help: "Into: bank, petty-cash, savings, or an account code.", completion: .choices("to", of: MoveCash.self))
    var to: String?
    @Option(help: "The amount.") var amount: String?
    @Option(help: "The day it is moved, YYYY-MM-DD.") var date: String?
    @Option(
      help: "The fund whose money it is; defaults to the unrestricted fund.",
      completion: .choices("fund", of: MoveCash.self))
    var fund: String?
    @Option(help: "Description; defaults to naming both accounts.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "org": organization.org, "from": from, "to": to, "amount": amount, "date": date, "fund": fund, "memo": memo,
        "key": key,
      ])
    }
  }

  struct Receive: ActCommand {
    typealias Done = ReceiveOtherMoney

    static let configuration = CommandConfiguration(
      commandName: "receive",
      abstract: "Record money that came and is no grant: a donation, a fee, interest, a deposit.",
      discussion: """
        --account says what it is: an account of revenue, or of what is held for others or owed. A grant is recorded with "award
        receive", what comes back of a cost with "expense refund". A gift for a purpose is an award: "award add".
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Option(help: "Who paid it: a party's code or name.", completion: .choices("payer", of: ReceiveOtherMoney.self))
    var payer: String?
    @Option(help: "What it is: the account.", completion: .choices("account", of: ReceiveOtherMoney.self)) var account:
      String?
    @Option(help: "The amount.") var amount: String?
    @Option(help: "The day it came, YYYY-MM-DD.") var date: String?
    @Option(
      help: "Where it went: bank, petty-cash, savings, or an account code; defaults to bank.",
      completion: .choices("to", of: ReceiveOtherMoney.self))
    var to: String?
    @Option(help: "Description; defaults to what the account is.") var memo: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "org": organization.org, "payer": payer, "account": account, "amount": amount, "date": date, "to": to,
        "memo": memo, "key": key,
      ])
    }
  }
}
