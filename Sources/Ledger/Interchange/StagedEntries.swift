/// An entry of a file, with the line of the file that it came from.
public struct FileEntry: Sendable, Hashable {
  /// Whose entry.
  public let organization: Organization
  /// The entry.
  public let draft: EntryDraft
  /// The line of the file, from 1.
  public let line: Int
}

/// What became of the entries of a file.
public struct RecordedFile: Sendable, Hashable {
  /// Entries that are new.
  public internal(set) var recorded = 0
  /// Entries that had been recorded before, under the same key with the same content.
  public internal(set) var known = 0
  /// The numbers of the first and the last new entry.
  public internal(set) var numbers: ClosedRange<Int64>?
}

/// How far an import has come.
public struct ImportProgress: Sendable, Hashable {
  /// Entries handled so far in this part of the work.
  public let done: Int
  /// Of so many.
  public let total: Int
  /// Whether they are being posted, rather than handed to the server.
  public let isPosting: Bool
}

extension Books {
  /// Entries that one call posts; it is also how often progress is told.
  private static let sliceSize = 20_000

  /// Posts the entries of a file through the staging table: all or none, whatever their number, in one transaction.
  ///
  /// Where rules refuse entries, throws `SourceFaults` with every entry that they refuse, at most a thousand. A key that
  /// belongs to another content is a conflict: SQLSTATE LK001.
  public func record(
    _ entries: [FileEntry], from source: FaultCollector, dryRun: Bool = false,
    progress: (ImportProgress) -> Void = { _ in }
  ) throws -> RecordedFile {
    if entries.isEmpty { return RecordedFile() }
    return try write(dryRun: dryRun) {
      // Plans of the rules that were made for single postings would look up each of many lines by itself.
      try connection.execute("discard plans")
      let number = StagedNumber()
      try stage(entries, under: number, progress)
      try connection.execute("select ledger.number_staged(\(number)::uuid)")
      try connection.execute("savepoint staged")
      do {
        return try postStaged(entries.count, of: number, progress)
      } catch let error as DatabaseError where error.isRefusedContent {
        try connection.execute("rollback to savepoint staged")
        throw try faults(of: entries, staged: number, source) ?? error
      }
    }
  }

  private func postStaged(
    _ count: Int, of number: StagedNumber, _ progress: (ImportProgress) -> Void
  ) throws -> RecordedFile {
    var result = RecordedFile()
    for first in stride(from: 1, through: count, by: Self.sliceSize) {
      let last = min(first + Self.sliceSize - 1, count)
      try connection.execute(
        """
        select posted, already_recorded, first_entry_id, last_entry_id
        from ledger.post_staged(\(number)::uuid, \(first), \(last))
        """
      ).forEachRow { row in
        result.recorded += try row.int("posted")
        result.known += try row.int("already_recorded")
        if let low = try row.int64OrNil("first_entry_id"), let high = try row.int64OrNil("last_entry_id") {
          result.numbers = min(result.numbers?.lowerBound ?? low, low)...max(result.numbers?.upperBound ?? high, high)
        }
      }
      progress(ImportProgress(done: last, total: count, isPosting: true))
    }
    return result
  }

  /// Every entry that the rules refuse, or nil where none is: then it was the whole that was refused.
  private func faults(
    of entries: [FileEntry], staged number: StagedNumber, _ source: FaultCollector
  ) throws -> SourceFaults? {
    var collector = source
    try connection.execute(
      """
      select row_number, sqlstate, message, hint
      from ledger.staged_faults(\(number)::uuid, 1, \(entries.count), 1000)
      """
    ).forEachRow { row in
      collector.add(
        line: try row.int("row_number"), column: 1,
        cause: "\(try row.text("message")) [\(try row.text("sqlstate"))]", nextStep: try row.textOrNil("hint"))
    }
    do { try collector.throwIfAny() } catch { return error }
    return nil
  }

  private func stage(
    _ entries: [FileEntry], under number: StagedNumber, _ progress: (ImportProgress) -> Void
  ) throws {
    try connection.copyIn("copy ledger.staged_line (\(StagedRow.columns)) from stdin") { writer in
      for (index, entry) in entries.enumerated() {
        for row in StagedRow.rows(of: entry, ordinal: index + 1) {
          try writer.row(fields: [number.parameterText] + row.fields)
        }
        if (index + 1).isMultiple(of: Self.sliceSize) {
          progress(ImportProgress(done: index + 1, total: entries.count, isPosting: false))
        }
      }
    }
  }
}

extension DatabaseError {
  /// Whether a rule or a constraint refused what an entry says, so that the entries themselves can be told apart.
  fileprivate var isRefusedContent: Bool {
    guard let state = sqlState else { return false }
    if state == .keyMeansContent || state == .withinMembership { return false }
    return state.isRule || constraintName != nil
  }
}

/// The random number that the rows of one import carry.
private struct StagedNumber: QueryParameter {
  private let digits: String

  init() {
    let text = String(UInt128.random(in: .min ... .max), radix: 16)
    digits = String(repeating: "0", count: 32 - text.utf8.count) + text
  }

  var parameterText: String? { digits }
}
