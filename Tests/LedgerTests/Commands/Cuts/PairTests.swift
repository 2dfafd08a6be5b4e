import Testing

/// Every command that records, by two people at once: the second is told that it is recorded, or ends in a conflict that names the first.
@Suite struct PairTests {
  /// What they record is recorded inside of a block that catches errors, under a number of its own, which a snapshot does not tell from
  /// those that were there before once others have ended: then the second hears only of the rule, which says what is left.
  private static let recordedInPart = ["payment match"]

  @Test(arguments: CutTable.rows.filter { !$0.isSeal }) func whoComesSecondHearsOfTheFirst(row: CutRow) throws {
    let found = try PairBench.run(row)
    #expect(found.first.status == 0, "\(found.first.errors)")
    guard found.second.status != 0 else { return #expect(found.second.errors == "") }
    let errors = found.second.errors
    if Self.recordedInPart.contains(row.command), found.second.status == 1 {
      return #expect(errors.contains("[LB001]"), "\(errors)")
    }
    #expect(found.second.status == 4, "\(errors)")
    // A move knows of the other by the entry, as late as at the door.
    if row.command == "entry move", errors.contains("was moved at the same moment [LK001]") { return }
    // A command that makes its key of what it says makes the same: it names the entry, and what records it once more.
    if errors.contains(" says the same") { return #expect(errors.contains(" --key ")) }
    #expect(errors.contains("\n  Meanwhile \(found.login) recorded "), "\(errors)")
    #expect(errors.contains(" UTC. Nothing of this command was recorded."), "\(errors)")
  }

  /// Amounts are reckoned from the version that was read: one that somebody recorded meanwhile would be undone by them.
  @Test func aRevisionDoesNotUndoAnother() throws {
    let row = try #require(CutTable.rows.first { $0.command == "budget revise" })
    let found = try PairBench.run(row)
    #expect(found.second.status == 4, "\(found.second.output)")
    #expect(found.second.errors.contains("of the budget of YOUTH at the same moment"), "\(found.second.errors)")
  }
}
