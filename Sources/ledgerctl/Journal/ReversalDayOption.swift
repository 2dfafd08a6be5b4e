import ArgumentParser
import Ledger

/// The day that a reversal counts, for whatever undoes.
struct ReversalDayOption: ParsableArguments {
  @Option(
    help: "The day it counts; else that of what is undone, or, where that is closed, the first day that is open.",
    transform: Read.day) var date: Day?

  /// The day that was named, else the usual one; where that is another month than what is undone, a person at a terminal is asked.
  func day(_ write: WriteOptions, _ usual: () throws -> ReversalDay?) throws -> ReversalDay {
    try write.reversalDay(named: date, usual)
  }
}

extension WriteOptions {
  /// The day that was named, else the usual one; where that is another month than what is undone, a person at a terminal is asked.
  func reversalDay(named date: Day?, _ usual: () throws -> ReversalDay?) throws -> ReversalDay {
    let usual = try usual()
    if let date { return usual?.moved(to: date) ?? ReversalDay(named: date) }
    guard let usual else { return ReversalDay(named: try Console.today()) }
    if let closed = usual.closed, Console.isInteractive, !isSilent, !dryRun {
      let question =
        "\(closed) is closed, and its month stays as it is: record the reversal on \(usual.day), the first day that is open?"
      guard try Console.confirms(question) else {
        throw Refusal(
          "nothing was undone",
          nextStep: "name another open day with --date, or reopen \(closed.month) first"
            + (usual.closedYear.map { "; an auditor's change of the closed year is \"ledgerctl period adjust \($0)\"" }
              ?? ""))
      }
    }
    return usual
  }
}
