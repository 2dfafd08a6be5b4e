import Ledger

/// Budget lines that a command overruns, told by a dry run as by what is recorded.
extension WriteOptions {
  /// Records or tries something, says so, and says which lines are above their budget then: those of a dry run are read before it is gone.
  func telling<Value>(
    _ overruns: () throws -> [String], _ books: borrowing Books, of record: () throws -> Value,
    saying say: (Value) throws -> Void
  ) throws {
    var tried: [String] = []
    let value = try books.write(dryRun: dryRun) {
      let value = try record()
      if dryRun { tried = try overruns() }
      return value
    }
    try say(value)
    for sentence in dryRun ? tried : try overruns() { print(sentence) }
  }

  /// A sentence for each of these lines that is above its budget, with what to do; of awards that warn.
  func overruns(of award: Award, lines: [String?], _ books: borrowing Books) throws -> [String] {
    if award.overspending == .allow { return [] }
    return try books.overruns(of: award, lines: lines).map { over in
      "\(over.name) of \(award.code) \(dryRun ? "would be" : "is now") \(over.amount.grouped) above its budget. Explain it: ledgerctl budget explain \(award.reference) \(over.code ?? "-") --reason \"...\""
    }
  }

  /// The same of the lines that bear shares of a cost.
  func overruns(of targets: [CostTarget], _ books: borrowing Books) throws -> [String] {
    var found: [String] = []
    for named in targets.compactMap(\.award) {
      let award = try books.award(named.reference)
      found += try overruns(of: award, lines: [award.line(named.line).code], books)
    }
    return found
  }
}
