import ArgumentParser
import Ledger

extension AwardCommand {
  struct Recognize: EventCommand {
    typealias Done = RecognizeCondition

    static let configuration = CommandConfiguration(
      commandName: "recognize", abstract: "Recognize revenue of a conditional award whose barrier is met.",
      discussion: """
        Dr 2410 as far as money came ahead, else 1240; Cr revenue with donor restrictions. Where the organization's policy is
        simultaneous release ("org policy"), what its spending has met already is without restrictions directly.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: RecognizeCondition.self)) var award: String?
    @Option(help: "The amount recognized; defaults to that of the tranche.") var amount: String?
    @Option(help: "The day the barrier was met, YYYY-MM-DD.") var date: String?
    @Option(help: "How it is known: report, count or letter; never a young person's name.") var evidence: String?
    @Option(help: "The tranche of the terms that it releases.") var tranche: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues([
        "award": award, "amount": amount, "date": date, "evidence": evidence, "tranche": tranche, "key": key,
      ])
    }
  }

  struct Interest: EventCommand {
    typealias Done = RecordInterest

    static let configuration = CommandConfiguration(
      commandName: "interest", abstract: "Record interest earned on an award's money, as its terms say whose it is.",
      discussion:
        "The grantee's own: revenue of the unrestricted fund. The award's: restricted revenue of its fund. The funder's: owed to it (2420)."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: RecordInterest.self)) var award: String?
    @Option(help: "The interest.") var amount: String?
    @Option(help: "The day the bank credited it, YYYY-MM-DD.") var date: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues(["award": award, "amount": amount, "date": date, "key": key])
    }
  }

  struct Return: EventCommand {
    typealias Done = ReturnToFunder

    static let configuration = CommandConfiguration(
      commandName: "return", abstract: "Record money of an award that goes back to its funder.",
      discussion: """
        Dr 2410 of a conditional award, 2910 of an agency award, or its restricted revenue; Cr 2420, due to the funder. With
        --paid-from the payment is recorded as well. --owed pays what stands in 2420 already: a return that was decided before,
        interest that is the funder's, a late refund.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .choices("award", of: ReturnToFunder.self)) var award: String?
    @Option(help: "The amount that goes back; with --owed, defaults to all that is owed.") var amount: String?
    @Option(help: "The day it was decided, or with --owed paid, YYYY-MM-DD.") var date: String?
    @Option(help: "Why.") var reason: String?
    @Option(
      help: "What it is paid from, bank, savings, or the code of such an account; without it, it stays owed.",
      completion: .choices("paid-from", of: ReturnToFunder.self))
    var paidFrom: String?
    @Flag(help: "Pay what is owed to the funder already; needs --paid-from.") var owed = false
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      var given = ActValues([
        "award": award, "amount": amount, "date": date, "reason": reason, "paid-from": paidFrom, "key": key,
      ])
      given.set("owed", owed)
      return given
    }

    func perform(_ act: ReturnToFunder, _ write: WriteOptions, _ books: borrowing Books) throws {
      guard act.paysOwed else { return try record(act, write, books) }
      if let known = try act.recordedPayment(books) {
        return try write.say(PostedEntry(number: known.number, wasRecorded: true), known.draft.description)
      }
      guard let prepared = try act.preparedPayment(books) else { return print(act.nothingOwed) }
      try write.record(try write.keyed(prepared, books), books)
    }
  }
}
