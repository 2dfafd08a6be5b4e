import ArgumentParser
import Ledger

extension AwardCommand {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Release donor restrictions because time came or something was bought.",
      discussion: """
        What spending releases is posted when a month closes ("period close"), and so is what the day of an installment releases; this is for the
        rest: a restriction to a time that has come, one that the funder lifted, or one to land, a building or equipment that was bought. What an
        installment restricts to a later day is not released before; what of it came early waits no longer.

        What the funder lifts while part of the award waits for its time is that time alone: it is restricted to its purpose still, and released as it
        is spent, when months close (ASC 958-205-45-9). What is lifted where no installment waits is restricted support no longer, whatever is spent. All else counts as met:
        closings release for spending only what goes beyond it, and take back what they had released for as much. Dr 6930 or 6920 with restrictions,
        Cr the same without; of a time that was lifted both with restrictions. For finance administrators.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The amount released.", transform: Read.money) var amount: Money
    @Option(name: .customLong("for"), help: "What released it: time, equipment, or lifted where the funder lifted it.")
    var purpose: ReleasePurpose
    @Option(help: "The day it was released, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "Why, and how it is known.") var reason: String
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let award = try books.award(award)
        let event = EventKey(
          ["release", award.code, "\(date)", "\(amount)"], rest: [purpose.rawValue, reason.withoutOuterSpaces])
        let key = try write.key(key, event, in: award.organization, books)
        let posted = try books.write(dryRun: write.dryRun) {
          try books.release(amount, of: award, for: purpose, on: date, reason: reason, key: key)
        }
        try write.say(
          posted.posted,
          posted.liftsTime
            ? "\(amount.grouped) of \(award.code) waits for its time no longer"
            : "\(amount.grouped) of \(award.code) released for \(purpose.rawValue)")
        print(
          posted.liftsTime
            ? "It is restricted to its purpose still: a closing of months releases it as it is spent."
            : purpose == .lifted
              ? "It is restricted no longer, whatever is spent."
              : "It counts as met: a closing of months releases for spending only what goes beyond it, and takes back what it had released for as much."
        )
        try write.sayAlike(
          EntryLook(.release, of: award, amount, on: date, number: posted.posted.number), in: award.organization, books)
      }
    }
  }
}

extension ReleasePurpose: ExpressibleByArgument {}
