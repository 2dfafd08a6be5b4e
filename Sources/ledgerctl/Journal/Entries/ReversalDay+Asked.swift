import Ledger

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
