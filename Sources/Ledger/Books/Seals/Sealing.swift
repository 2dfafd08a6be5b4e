/// What an attempt to seal came to.
package enum Sealing: Sendable, Hashable {
  /// A seal was made, of so many entries and so many other records.
  case sealed(Seal, entries: Int64, records: Int64)
  /// Everything was sealed already, by the last seal; nil in books without any entry.
  case nothingNew(Seal?)
  /// Somebody else was sealing. Nothing happened; try again.
  case busy
}

extension Books {
  /// Seals everything that is committed, of every organization: whoever records may.
  ///
  /// Nobody who records waits for it, and it waits for nobody: what is committed later is in a later seal. A large tail is sealed in seals
  /// of a million numbers; the last of them is returned. Throws SQLSTATE LM001 for those who do not record.
  @discardableResult
  package func seal() throws -> Sealing {
    // The first in a transaction of its own: where its COMMIT is not answered, it is not said that nothing was sealed.
    var isFirst = true
    return try seal { step in
      guard isFirst else { return try step() }
      isFirst = false
      return try connection.transaction { _ in try step() }
    }
  }

  private func seal(_ alone: (() throws -> SealStep?) throws -> SealStep?) throws -> Sealing {
    var result = Sealing.nothingNew(nil)
    var (entries, records): (Int64, Int64) = (0, 0)
    while true {
      let step = try alone {
        try connection.execute("select seal_number, entry_count, record_count from ledger.seal_books()").map {
          (try $0.int64OrNil("seal_number"), try $0.int64("entry_count"), try $0.int64("record_count"))
        }.first
      }
      guard let step else { return entries + records > 0 ? result : .busy }
      let seal = try step.0.map { try self.seal(.seal($0)) }
      if step.1 + step.2 == 0 { return entries + records > 0 ? result : .nothingNew(seal) }
      (entries, records) = (entries + step.1, records + step.2)
      if let seal { result = .sealed(seal, entries: entries, records: records) }
    }
  }

  /// Seals where the unsealed tail has grown to its limit, or a period was closed; nil where it is not due. What was
  /// recorded is recorded whatever becomes of this, so it throws nothing: what is not sealed now is sealed later.
  @discardableResult
  package func sealIfDue() -> Sealing? {
    guard !connection.isInTransaction else { return nil }
    do {
      return try isSealDue() ? try seal { try $0() } : nil
    } catch { return nil }
  }

  /// Number of the seal, and how many entries and other records it sealed.
  private typealias SealStep = (Int64?, Int64, Int64)

  /// Whether the unsealed tail has grown to its limit, or a period was closed since the last seal. False for those who
  /// do not record.
  package func isSealDue() throws -> Bool {
    try connection.execute("select ledger.seal_is_due() as due").only { try $0.bool("due") }
  }

  /// Sets how many entries may stay unsealed before whoever records next seals them, 1 to 1,000,000; false, and nothing is set, where
  /// somebody is sealing. For those who administer the whole books; throws SQLSTATE LM001.
  package func limitTail(to entries: Int) throws -> Bool {
    try connection.execute("select ledger.limit_tail(\(entries)) as is_set").only { try $0.bool("is_set") }
  }

  /// The same, again and again while somebody is sealing, for as long as `patience`; `onBusy` is called the first time. Throws `Interrupted`
  /// at once where somebody asks to stop.
  package func limitTail(to entries: Int, patience: Duration, onBusy: () -> Void) throws -> Bool {
    let start = ContinuousClock.now
    var wasBusy = false
    while try !limitTail(to: entries) {
      if start.duration(to: .now) >= patience { return false }
      if !wasBusy { onBusy() }
      wasBusy = true
      try connection.interruption.wait(milliseconds: 200)
    }
    return true
  }
}
