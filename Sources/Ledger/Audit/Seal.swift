/// A seal of the books: what was committed and had no leaf, of every organization, under one root.
///
///     entries and other records ── leaves, numbered without gaps in the tree of their organization
///                              │      └── the root over the trees, of each seal (RFC 6962)
///                              └── rollups, the balances as of each seal
public struct Seal: Sendable, Hashable {
  /// From 1, without gaps, over restores too.
  public let number: Int64
  /// Entries of it and all seals before it, of all organizations.
  public let entryCount: Int64
  /// Leaves of it and all seals before it, of all organizations.
  public let leafCount: Int64
  /// The Merkle tree hash over what the seal says of itself and the checkpoints of the trees, 64 hexadecimal digits.
  public let root: String
  /// When it was made, by the server's clock, UTC.
  public let sealedAt: String
  /// The login that made it.
  public let sealedBy: String
}

/// The place of an entry among everything that is sealed of its organization.
public struct SealedLeaf: Sendable, Hashable {
  /// From 0, without gaps, in the tree of the organization.
  public let index: Int64
  /// The seal that it came with.
  public let seal: Int64
  /// SHA-256 of a zero byte and the canonical text, 64 hexadecimal digits.
  public let hash: String
}

/// A free text of an entry with its salt: what a commitment in the canonical text is made of (docs/canonical-entry.md).
public struct OpenedText: Sendable, Hashable {
  /// The line that it is of; nil for the entry itself.
  public let line: Int64?
  /// Its column: description, idempotency_key, reversal_reason or memo.
  public let field: String
  /// 16 bytes, in base64.
  public let salt: String
  /// The text as it was recorded.
  public let text: String
  /// The day on which it was removed, where it was: text and salt are gone, and the commitment stands.
  public let removedOn: String?

  /// A line for people: which text, salt, text; its control characters as escapes.
  public var shown: String {
    let name = field.replacing("_", with: " ")
    if let removedOn { return "\(line.map { "\($0) \(name)" } ?? name)\tremoved on \(removedOn)" }
    return [line.map { "\($0) \(name)" } ?? name, salt, VisibleText.escaped(text)].joined(separator: "\t")
  }
}

/// What an attempt to seal came to.
public enum Sealing: Sendable, Hashable {
  /// A seal was made, of so many entries and so many other records.
  case sealed(Seal, entries: Int64, records: Int64)
  /// Everything was sealed already, by the last seal; nil in books without any entry.
  case nothingNew(Seal?)
  /// Somebody else was sealing. Nothing happened; try again.
  case busy
}

/// A moment of recording that a statement is asked for.
public enum RecordedMoment: Sendable, Hashable {
  /// A seal by its number.
  case seal(Int64)
  /// The last seal made on this day, UTC, or before it.
  case day(Day)
}

extension Books {
  /// Seals everything that is committed, of every organization: whoever records may.
  ///
  /// Nobody who records waits for it, and it waits for nobody: what is committed later is in a later seal. A large tail is sealed in seals
  /// of a million numbers; the last of them is returned. Throws SQLSTATE LM001 for those who do not record.
  @discardableResult
  public func seal() throws -> Sealing {
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
  public func sealIfDue() -> Sealing? {
    guard !connection.isInTransaction else { return nil }
    do {
      return try isSealDue() ? try seal { try $0() } : nil
    } catch { return nil }
  }

  /// Number of the seal, and how many entries and other records it sealed.
  private typealias SealStep = (Int64?, Int64, Int64)

  /// Whether the unsealed tail has grown to its limit, or a period was closed since the last seal. False for those who
  /// do not record.
  public func isSealDue() throws -> Bool {
    try connection.execute("select ledger.seal_is_due() as due").only { try $0.bool("due") }
  }

  /// All seals, from the first.
  public func seals() throws -> [Seal] {
    try connection.execute(Self.sealQuery("true", "number")).map(Self.seal)
  }

  /// The seal of that moment. Throws `Refusal` where there is none.
  public func seal(_ moment: RecordedMoment) throws -> Seal {
    let found: [Seal]
    switch moment {
    case .seal(let number):
      found = try connection.execute(Self.sealQuery("number = \(number)", "number")).map(Self.seal)
    case .day(let day):
      found = try connection.execute(
        Self.sealQuery("(sealed_at at time zone 'UTC')::date <= \(day)::date", "number desc limit 1")
      ).map(Self.seal)
    }
    if let seal = found.first { return seal }
    guard let first = try connection.execute(Self.sealQuery("true", "number limit 1")).map(Self.seal).first else {
      throw Refusal("these books have no seal yet", nextStep: "\"ledgerctl seal\" makes one")
    }
    switch moment {
    case .seal(let number):
      throw Refusal("there is no seal \(number)", nextStep: "\"ledgerctl seal --list\" lists them")
    case .day(let day):
      throw Refusal(
        "nothing was sealed through \(day)",
        nextStep: "the first seal was made at \(first.sealedAt) UTC; \"ledgerctl seal --list\" lists them")
    }
  }

  /// Sets how many entries may stay unsealed before whoever records next seals them, 1 to 1,000,000; false, and nothing is set, where
  /// somebody is sealing. For those who administer the whole books; throws SQLSTATE LM001.
  public func limitTail(to entries: Int) throws -> Bool {
    try connection.execute("select ledger.limit_tail(\(entries)) as is_set").only { try $0.bool("is_set") }
  }

  /// The same, again and again while somebody is sealing, for as long as `patience`; `onBusy` is called the first time. Throws `Interrupted`
  /// at once where somebody asks to stop.
  public func limitTail(to entries: Int, patience: Duration, onBusy: () -> Void) throws -> Bool {
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

  /// The leaf of an entry, and the seal it came with; nil before it is sealed.
  public func leaf(ofEntry number: Int64, of organization: Organization) throws -> SealedLeaf? {
    try connection.execute(
      """
      select leaf_index, seal_number, encode(hash, 'hex') as hash
      from ledger.leaf
      where organization_id = \(organization.id) and kind = 'entry' and number = \(number)
      """
    ).map {
      SealedLeaf(index: try $0.int64("leaf_index"), seal: try $0.int64("seal_number"), hash: try $0.text("hash"))
    }.first
  }

  /// The canonical text of an entry, whose hash is its leaf (docs/canonical-entry.md).
  public func canonicalText(ofEntry number: Int64, of organization: Organization) throws -> String {
    try connection.execute("select ledger.canonical_entry(\(organization.id), \(number)) as text").only {
      try $0.text("text")
    }
  }

  /// What the commitments of that text are made of, in their order.
  public func openedTexts(ofEntry number: Int64, of organization: Organization) throws -> [OpenedText] {
    try connection.execute(
      """
      select line_number, field, encode(salt, 'base64') as salt, text,
        case when salt = decode(repeat('00', 16), 'hex') then ledger.removed_on(text)::text end as removed_on
      from ledger.open_entry(\(organization.id), \(number)) with ordinality
      order by ordinality
      """
    ).map {
      OpenedText(
        line: try $0.int64OrNil("line_number"), field: try $0.text("field"), salt: try $0.text("salt"),
        text: try $0.text("text"), removedOn: try $0.textOrNil("removed_on"))
    }
  }

  private static func sealQuery(_ condition: Query, _ order: Query) -> Query {
    """
    select number, entry_count, leaf_count, encode(root, 'hex') as root,
      to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as sealed_at, sealed_by
    from ledger.seal
    where \(condition)
    order by \(order)
    """
  }

  private static func seal(_ row: borrowing Row) throws -> Seal {
    Seal(
      number: try row.int64("number"), entryCount: try row.int64("entry_count"),
      leafCount: try row.int64("leaf_count"), root: try row.text("root"), sealedAt: try row.text("sealed_at"),
      sealedBy: try row.text("sealed_by"))
  }
}
