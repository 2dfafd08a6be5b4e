import Testing

/// Every command that records, with signals while its COMMIT is on the way: it never says that something was rolled back which may stand,
/// and what it prints for running it again records once.
@Suite struct SlowCommitTests {
  /// No row is left out: the rows are those of `CutTests`, which holds them against what `ledgerctl` declares.
  @Test(arguments: CutTable.rows.indices) func signalsDuringASlowCommit(index: Int) throws {
    let bench = try CutBench(CutTable.rows[index])
    defer { bench.close() }
    let faults = try bench.runSlow(turn: index)
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
