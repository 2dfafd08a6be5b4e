/// A seal of the books: what was committed and had no leaf, of every organization, under one root.
///
///     entries and other records ── leaves, numbered without gaps in the tree of their organization
///                              │      └── the root over the trees, of each seal (RFC 6962)
///                              └── rollups, the balances as of each seal
package struct Seal: Sendable, Hashable {
  /// From 1, without gaps, over restores too.
  package let number: Int64
  /// Entries of it and all seals before it, of all organizations.
  package let entryCount: Int64
  /// Leaves of it and all seals before it, of all organizations.
  package let leafCount: Int64
  /// The Merkle tree hash over what the seal says of itself and the checkpoints of the trees, 64 hexadecimal digits.
  package let root: String
  /// When it was made, by the server's clock, UTC.
  package let sealedAt: String
  /// The login that made it.
  package let sealedBy: String
}

/// A moment of recording that a statement is asked for.
public enum RecordedMoment: Sendable, Hashable {
  /// A seal by its number.
  case seal(Int64)
  /// The last seal made on this day, UTC, or before it.
  case day(Day)
}

extension Books {
  /// All seals, from the first.
  package func seals() throws -> [Seal] {
    try connection.execute(Self.sealQuery("true", "number")).map(Self.seal)
  }

  /// The seal of that moment. Throws `Refusal` where there is none.
  package func seal(_ moment: RecordedMoment) throws -> Seal {
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
