import ArgumentParser
import Ledger

struct AwardPromise: EventCommand {
  typealias Done = RecordPromise

  static let configuration = CommandConfiguration(
    commandName: "promise",
    abstract:
      "Record the promise of an unconditional award: Dr grants receivable, Cr revenue with donor restrictions.",
    discussion: """
      Paid in parts: --installment "2022-01-15 12,500.00", once for each; they add up to what is promised.

      An installment that is due in a later fiscal year carries a time restriction, unless the letter shows that it supports the year of the
      promise (ASC 958-605-45-5): say which with --later-installments. At a terminal you are asked. What is restricted by time is not
      released for spending before the day that it is due or, where it comes earlier, is received; then closing the month releases what was spent before, on 6930.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: RecordPromise.self)) var award: String?
  @Option(help: "The day of the award letter, YYYY-MM-DD.") var date: String?
  @Option(help: "The amount; defaults to the whole award.") var amount: String?
  @Option(help: "A part of it: the day that it is due, and its amount.") var installment: [String] = []
  @Option(
    help: "Of parts due in a later fiscal year: time-restricted, or this-year where the letter supports it.",
    completion: .choices("later-installments", of: RecordPromise.self))
  var laterInstallments: String?
  @Option(help: "Description.") var memo: String?
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    var given = ActValues([
      "award": award, "date": date, "amount": amount, "later-installments": laterInstallments, "memo": memo, "key": key,
    ])
    given.set("installment", installment)
    return given
  }
}
