import ArgumentParser
import Ledger

extension AwardCommand {
  struct Release: EventCommand {
    typealias Done = ReleaseRestriction

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
    @Argument(help: "The award.", completion: .choices("award", of: ReleaseRestriction.self)) var award: String?
    @Option(help: "The amount released.") var amount: String?
    @Option(
      name: .customLong("for"), help: "What released it: time, equipment, or lifted where the funder lifted it.",
      completion: .choices("for", of: ReleaseRestriction.self))
    var purpose: String?
    @Option(help: "The day it was released, YYYY-MM-DD.") var date: String?
    @Option(help: "Why, and how it is known.") var reason: String?
    @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

    var given: ActValues {
      ActValues(["award": award, "amount": amount, "for": purpose, "date": date, "reason": reason, "key": key])
    }
  }
}
