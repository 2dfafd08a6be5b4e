import ArgumentParser
import Ledger

/// What the award letter says of installments that are due in a later fiscal year than the promise.
enum LaterInstallments: String, CaseIterable, ExpressibleByArgument {
  /// Each is for the time from the day that it is due.
  case timeRestricted = "time-restricted"
  /// They are to support the year of the promise.
  case thisYear = "this-year"
}

struct AwardPromise: ParsableCommand {
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
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "The day of the award letter, YYYY-MM-DD.", transform: Read.day) var date: Day
  @Option(help: "The amount; else the whole award.", transform: Read.money) var amount: Money?
  @Option(help: "A part of it: the day that it is due, and its amount.", transform: Read.installment)
  var installment: [Installment] = []
  @Option(help: "Of parts due in a later fiscal year: time-restricted, or this-year where the letter supports it.")
  var laterInstallments: LaterInstallments?
  @Option(help: "What to say of it.") var memo: String?
  @Option(help: "Idempotency key; else one of all that is said.") var key: String?

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      let promised = amount ?? award.amount
      let installments = try installments(after: award.organization.fiscalYear(of: date).through)
      let event = EventKey(
        ["promise", award.code, "\(date)", "\(promised)"], rest: [memo] + installments.map(\.said))
      let key = try write.key(key, event, in: award.organization, books)
      let draft = try award.promiseEntry(promised, on: date, key: key, memo: memo)
      let posted = try books.write(dryRun: write.dryRun) {
        installments.isEmpty
          ? try books.post(draft, to: award.organization)
          : try books.record([draft], as: .promise, installments: installments, to: award.organization)[0]
      }
      let parts =
        installments.isEmpty
        ? "" : " in \(installments.count) installments, the last on \(installments[installments.count - 1].due)"
      try write.say(posted, "promise of \(promised.grouped) for \(award.code)\(parts)")
      for part in installments where part.isTimeRestricted == true {
        write.say("\(part.amount.grouped) of it is restricted by time until \(part.due).")
      }
      try write.sayAlike(draft, in: award.organization, books)
    }
  }

  /// The installments by day, each with whether it is restricted by time: those due after the fiscal year of the promise as the letter says.
  private func installments(after yearEnd: Day) throws -> [Installment] {
    let later = installment.filter { $0.due > yearEnd }
    if later.isEmpty, laterInstallments != nil {
      throw ExplainedError(
        failure: Failure(
          .usage, "--later-installments is about installments due after \(yearEnd), and none is",
          nextStep: "Leave it out, or check the days of --installment"))
    }
    let isRestricted = later.isEmpty ? nil : try said(of: later, after: yearEnd) == .timeRestricted
    return installment.sorted { $0.due < $1.due }.map {
      Installment(due: $0.due, amount: $0.amount, isTimeRestricted: $0.due > yearEnd ? isRestricted : false)
    }
  }

  /// What the letter says of installments that are due later; asked at a terminal where it is not given.
  private func said(of later: [Installment], after yearEnd: Day) throws -> LaterInstallments {
    if let laterInstallments { return laterInstallments }
    let what =
      "\(later.map(\.amount).total().grouped) of the promise is due after \(yearEnd), the end of the fiscal year of its letter"
    guard Console.isInteractive, !write.isSilent else {
      throw ExplainedError(
        failure: Failure(
          .usage, "\(what), and --later-installments is missing",
          nextStep: """
            Read the letter. Where it shows that the money supports the current fiscal year: --later-installments this-year.
              Otherwise: --later-installments time-restricted; nothing of it is released before the day that it is due or, where it comes earlier, is received.
            """))
    }
    print("\(what).")
    return try Console.confirms("Does the letter show that this money supports the current fiscal year?")
      ? .thisYear : .timeRestricted
  }
}
