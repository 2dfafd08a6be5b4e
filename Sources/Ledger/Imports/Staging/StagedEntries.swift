/// An entry of a file, with the line of the file that it came from.
struct FileEntry {
  /// Whose entry.
  let organization: Organization
  /// The entry. Where there is a content key, its own key counts for nothing.
  let draft: EntryDraft
  /// Of a row without a key: a fingerprint of what it says. The entry's key is made of it in the database, with how often
  /// it stood above.
  var contentKey: UInt128?
  /// The invoice behind it, of a bill.
  var bill: BillDraft?
  /// The line of the file, from 1.
  let line: Int
}

/// What became of the entries of a file.
package struct RecordedFile: Sendable, Hashable {
  /// Entries that are new.
  package internal(set) var recorded = 0
  /// Entries that had been recorded before, under the same key with the same content.
  package internal(set) var known = 0
  /// The numbers of the first and the last new entry.
  package internal(set) var numbers: ClosedRange<Int64>?
  /// The debits of all of them, new and known.
  package internal(set) var total = Money.zero
  /// The number of the import, which undoes it as a whole; nil where nothing was new.
  package internal(set) var importNumber: Int64?
  /// Whose import it is, by its code; nil of a file without entries.
  package internal(set) var organization: String?
  /// Rows without a key that say the same as one above.
  package internal(set) var alike: [AlikeRows] = []
  /// Rows that were not recorded again, counted among the known, since something else recorded or undid them.
  package internal(set) var passedOver: [PassedOverRow] = []

  /// New entries that look like one that is there, of the same party and amount within a week. Looked for in files as people make them.
  package internal(set) var lookingAlike: [LookingAlike] = []

  /// How many entries the file holds.
  package var count: Int { recorded + known }
}

/// Two rows of a file that say the same: the same purchase typed twice, or two of them.
package struct AlikeRows: Sendable, Hashable {
  /// Where the first stands: `line 3`, or `sheet ‹May›, cell A3`.
  package let first: String
  /// Where the one stands that is like it.
  package let second: String
}

/// A row of a file that was not recorded again.
package struct PassedOverRow: Sendable, Hashable {
  /// Where it stands: `line 3`, or `sheet ‹May›, cell A3`.
  package let place: String
  /// The entry that says the same.
  package let entry: Int64
  /// The entry that undid that one; nil where it stands.
  package let undoneBy: Int64?
  /// The entry that stands in its place, where that one was corrected.
  package let insteadOfIt: Int64?
  /// Whether the row has a key of its own, under which it is recorded once.
  package let hasOwnKey: Bool
  /// The file that recorded it, where it is another; nil where it was recorded by hand or by this one.
  package let file: String?
}

/// A new entry, and the last one that it looks like.
package struct LookingAlike: Sendable, Hashable {
  /// The entry that the file recorded.
  package let entry: Int64
  /// The entry that was there.
  package let other: Int64
}

/// How far an import has come.
package struct ImportProgress: Sendable, Hashable {
  /// What is done with the entries at the moment; when the last is posted, commit and seal are left.
  package enum Part: Sendable, Hashable { case handingOver, posting, finishing }

  /// The part of the work.
  package let part: Part
  /// Entries handled so far in it.
  package let done: Int
  /// How much of it is done, between 0 and 1.
  package let fraction: Double
}

/// Takes the next entry of a file, and how much of the file was read so far, between 0 and 1.
typealias StageEntry = (FileEntry, Double) throws -> Void

extension Books {
  /// Entries that one call posts. Each call moves the budget lines that it touches once.
  private static let sliceSize = 100_000
  /// Of a file that recorded no more entries, it is told which look like one that is there.
  private static let mostLookedAt = 1_000
  /// How often progress is told while they are handed over.
  private static let tellingSize = 20_000

  /// Posts the entries of a file through the staging table: all or none, whatever their number, in one transaction.
  ///
  /// `read` reads the file from its start, hands over each entry that could be read, and returns what is wrong with the
  /// others. Nothing of an entry is kept here. Throws `SourceFaults` with these and with every entry that rules refuse, at
  /// most a thousand. A key that belongs to another content is a conflict: SQLSTATE LK001.
  ///
  /// `alike` is asked before anything is posted about rows without a key that say the same; it throws where they are not meant.
  /// A file that holds nothing new leaves nothing behind, no import either. `again`: what would be passed over is recorded.
  func record(
    _ file: InputFile, _ kind: ImportKind, columns: [CSVColumn], dryRun: Bool, again: Bool = false,
    alike: ([AlikeRows]) throws -> Void = { _ in },
    progress: @escaping (ImportProgress) -> Void,
    _ read: (StageEntry) throws -> FaultCollector
  ) throws -> RecordedFile {
    try write(dryRun: dryRun) {
      // Plans of the rules that were made for single postings would look up each of many lines by itself.
      try connection.execute("discard plans")
      let number = StagedNumber()
      try connection.execute("savepoint file")
      let (count, total, organization, unread) = try stage(under: number, progress, read)
      let twins = try connection.execute(
        "select row_number, first_row_number from ledger.number_staged(\(number)::uuid)"
      ).map {
        AlikeRows(
          first: file.place(ofLine: try $0.int("first_row_number")),
          second: file.place(ofLine: try $0.int("row_number")))
      }
      var refused = StagedFaults(file: file, columns: columns)
      guard unread.isEmpty else {
        // Their neighbors are tried too, so that one run names every fault.
        try find(&refused, count, of: number)
        throw try refused.located(beside: unread)
      }
      if !twins.isEmpty { try alike(twins) }
      try connection.execute("savepoint staged")
      do {
        let opened = try connection.execute(
          "select ledger.open_import(\(number)::uuid, \(kind.rawValue), \(file.label)) as number"
        ).only { try $0.int64("number") }
        let passedOver = try passOver(number, file, again: again)
        var result = try postStaged(count, of: number, progress)
        (result.total, result.passedOver) = (total, passedOver)
        result.alike = twins.filter { pair in
          !passedOver.contains { [pair.first, pair.second].contains($0.place) }
        }
        if result.recorded > 0 {
          (result.importNumber, result.organization) = (opened, organization)
          if result.recorded <= Self.mostLookedAt { result.lookingAlike = try lookingAlike(opened) }
        } else {
          // The rows that were handed over go too: nobody would post them.
          try connection.execute("rollback to savepoint file")
        }
        return result
      } catch var error as DatabaseError where error.sqlState == .keyMeansContent && kind == .payroll {
        // Its keys are made of an employee and a pay date: nobody gave them.
        error.hint =
          "correct that entry with \"ledgerctl correct\"; where it is another payment of that day, or that entry was undone, import the file with --again"
        throw error
      } catch let error as DatabaseError where error.isRefusedContent {
        try connection.execute("rollback to savepoint staged")
        // Opening balances are tried as what they are: of an import of their own.
        if kind == .opening {
          try connection.execute("select ledger.open_import(\(number)::uuid, \(kind.rawValue), \(file.label))")
        }
        try find(&refused, count, of: number)
        throw refused.isEmpty ? error : try refused.located(beside: unread)
      }
    }
  }

  private func stage(
    under number: StagedNumber, _ progress: @escaping (ImportProgress) -> Void,
    _ read: (StageEntry) throws -> FaultCollector
  ) throws -> (count: Int, total: Money, organization: String?, FaultCollector) {
    var (count, total, organization, faults) = (0, Money.zero, String?.none, FaultCollector?.none)
    var bills: [(ordinal: Int, bill: BillDraft)] = []
    try connection.copyIn("copy ledger.staged_line (\(StagedRow.columns)) from stdin") { writer in
      faults = try read { entry, fraction in
        count += 1
        organization = entry.organization.code
        if let bill = entry.bill { bills.append((count, bill)) }
        for line in entry.draft.lines where line.amount > .zero { total += line.amount }
        for row in StagedRow.rows(of: entry, ordinal: count) {
          try writer.row(fields: [number.parameterText] + row.fields)
        }
        if count.isMultiple(of: Self.tellingSize) {
          progress(ImportProgress(part: .handingOver, done: count, fraction: fraction))
        }
      }
    }
    guard let faults else { preconditionFailure("the body of a copy runs once") }
    if !bills.isEmpty {
      try connection.copyIn("copy ledger.staged_bill (\(BillDraft.stagedColumns)) from stdin") { writer in
        for (ordinal, bill) in bills {
          try writer.row(fields: [number.parameterText, String(ordinal)] + bill.parameter.fields)
        }
      }
    }
    return (count, total, organization, faults)
  }

  private func passOver(_ number: StagedNumber, _ file: InputFile, again: Bool) throws -> [PassedOverRow] {
    try connection.execute(
      """
      select row_number, entry_id, undone_by, instead_id, has_own_key, other_file
      from ledger.pass_over_staged(\(number)::uuid, \(file.label), \(again))
      """
    ).map { row in
      PassedOverRow(
        place: file.place(ofLine: try row.int("row_number")), entry: try row.int64("entry_id"),
        undoneBy: try row.int64OrNil("undone_by"), insteadOfIt: try row.int64OrNil("instead_id"),
        hasOwnKey: try row.bool("has_own_key"), file: try row.textOrNil("other_file"))
    }
  }

  private func lookingAlike(_ number: Int64) throws -> [LookingAlike] {
    try connection.execute(
      """
      with purchase as (
        select e.organization_id, e.id, e.entry_date, e.kind, e.import_number = \(number) as is_new, min(l.party_code) as party_code,
          sum(l.amount_cents) as cents, array_agg(l.award_code::text) filter (where l.award_code is not null) as awards
        from (
          select n.organization_id, min(n.entry_date) - 7 as first_day, max(n.entry_date) + 7 as last_day
          from ledger.journal_entry n
          where n.import_number = \(number)
          group by n.organization_id
        ) w
        join ledger.journal_entry e
          on e.organization_id = w.organization_id and e.entry_date between w.first_day and w.last_day
        join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
        where l.function is not null or l.budget_line_code is not null
        group by e.organization_id, e.id, e.entry_date, e.kind, e.import_number
      )
      select c.id as entry_id, max(o.id) as other_id
      from purchase c
      join purchase o
        on o.organization_id = c.organization_id and o.party_code = c.party_code and o.cents = c.cents and o.kind = c.kind
          and o.entry_date between c.entry_date - 7 and c.entry_date + 7 and coalesce(o.awards && c.awards, true)
      where c.is_new and o.is_new is not true and not exists (
          select from ledger.journal_entry r where r.organization_id = o.organization_id and r.reverses_entry_id = o.id)
      group by c.id
      order by c.id
      """
    ).map { LookingAlike(entry: try $0.int64("entry_id"), other: try $0.int64("other_id")) }
  }

  private func postStaged(
    _ count: Int, of number: StagedNumber, _ progress: @escaping (ImportProgress) -> Void
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
      progress(
        last == count
          ? ImportProgress(part: .finishing, done: count, fraction: 1)
          : ImportProgress(part: .posting, done: last, fraction: Double(last) / Double(count)))
    }
    return result
  }

  private func find(_ refused: inout StagedFaults, _ count: Int, of number: StagedNumber) throws {
    try connection.execute(
      """
      select row_number, sqlstate, message, hint, detail
      from ledger.staged_faults(\(number)::uuid, 1, \(count), 1000)
      """
    ).forEachRow { row in
      refused.add(
        SQLState(rawValue: try row.text("sqlstate")), line: try row.int("row_number"), try row.text("message"),
        nextStep: try row.textOrNil("hint"), advice: try row.textOrNil("detail").flatMap(NextStep.init(detail:)))
    }
  }
}

/// What the rules refuse of the entries of a file.
struct StagedFaults {
  let file: InputFile
  let columns: [CSVColumn]
  private var byLine: [Int: [(state: SQLState, cause: String, nextStep: String?, advice: NextStep?)]] = [:]

  init(file: InputFile, columns: [CSVColumn]) { (self.file, self.columns) = (file, columns) }

  var isEmpty: Bool { byLine.isEmpty }

  mutating func add(_ state: SQLState, line: Int, _ message: String, nextStep: String?, advice: NextStep?) {
    let cause = "\(message) [\(state)]"
    // A file has no way to confirm a second bill of the same number.
    byLine[line, default: []].append(
      state == .billOnce
        ? (state, cause, "take the row out, or correct its number", nil) : (state, cause, nextStep, advice))
  }

  /// All of it with its places, beside what else is wrong. The file is read again: its rows were not kept.
  func located(beside others: FaultCollector) throws -> SourceFaults {
    var rows = try CSVRows(file, columns: columns)
    var located: [SourceFault] = []
    var left = byLine
    while !left.isEmpty, let row = try rows.next() {
      guard let refused = left.removeValue(forKey: row.line) else { continue }
      var faults = FaultCollector(source: rows.faults.source)
      for (state, cause, nextStep, advice) in refused {
        let field = Self.fields(state).first { name in columns.contains { $0.name == name } && !row[name].isAbsent }
        let column = field.map { row[$0].column } ?? 1
        faults.add(line: row.line, column: column, cause: cause, nextStep: nextStep, advice: advice)
      }
      located += faults.faults
    }
    // A file that was changed meanwhile may have other lines: what was refused is told all the same.
    for (line, refused) in left {
      located += refused.map { _, cause, nextStep, advice in
        SourceFault(
          file: file.name, line: line, column: 1, excerpt: "", cause: cause, nextStep: nextStep, advice: advice)
      }
    }
    return SourceFaults(others.faults + located)
  }

  /// The columns of files that a rule is about, where it is about one.
  private static func fields(_ state: SQLState) -> [String] {
    switch state {
    case .booksOpen: ["date", "pay_date"]
    case .keysDiffer: ["key"]
    case .billOnce: ["number"]
    case .blockedLineNotOverspent: ["amount"]
    case .serviceWithinTerm: ["service_date", "service_from"]
    case .costNotBeforeService: ["service_date", "service_from", "date"]
    default: []
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
  private let digits = StagedRow.digits(.random(in: .min ... .max))

  var parameterText: String? { digits }
}
