import ArgumentParser
import Ledger

extension AwardCommand {
  struct WriteOff: ParsableCommand {
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
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The amount that will not come.", transform: Read.money) var amount: Money
    @Option(help: "The day it was known, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "The day on which the installment that will not come was due, YYYY-MM-DD.", transform: Read.day)
    var due: Day?
    @Option(help: "Why, and how it is known.") var reason: String
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let award = try books.award(award)
        let event = EventKey(
          ["write-off", award.code, "\(date)", "\(amount)"], rest: [due?.description, reason.withoutOuterSpaces])
        let key = try write.key(key, event, in: award.organization, books)
        let made = try books.write(dryRun: write.dryRun) {
          try books.writeOff(amount, of: award, due: due, on: date, reason: reason, key: key)
        }
        let rest = amount - made.restricted
        let parts =
          rest == .zero
          ? "all of it with donor restrictions"
          : "\(made.restricted.grouped) with donor restrictions, \(rest.grouped) without, since that was spent or released already"
        try write.say(made.posted, "\(amount.grouped) of \(award.code) written off: \(parts)")
        try write.sayAlike(
          EntryLook(.loss, of: award, amount, on: date, number: made.posted.number), in: award.organization, books)
      }
    }
  }
}
