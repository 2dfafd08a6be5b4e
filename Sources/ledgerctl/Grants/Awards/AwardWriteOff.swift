import ArgumentParser
import Ledger

extension AwardCommand {
  struct WriteOff: EventCommand {
    typealias Done = WriteOffPromise

    static let configuration = CommandConfiguration(
      commandName: "write-off", abstract: "Write off what a funder owes of an award and will not pay.",
      discussion: """
        Dr losses on promises not paid (5495), Cr grants receivable (1240). The loss stands where the net assets stand: with donor restrictions as
        far as they are restricted still; what was released stays, and the rest is a loss without them. It is no spending: no budget line
        bears it, and nothing is released for it. What comes of it after all is recorded with "award receive", which recovers it.
        Of a promise in installments, --due names the one that will not come; without it, what is due first is lost first.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: WriteOffPromise.self)) var award: String?
    @Option(help: "The amount that will not come.") var amount: String?
    @Option(help: "The day it was known, YYYY-MM-DD.") var date: String?
    @Option(help: "The day on which the installment that will not come was due, YYYY-MM-DD.") var due: String?
    @Option(help: "Why, and how it is known.") var reason: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues(["award": award, "amount": amount, "date": date, "due": due, "reason": reason, "key": key])
    }
  }
}
