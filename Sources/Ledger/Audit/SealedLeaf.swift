/// The place of an entry among everything that is sealed of its organization.
package struct SealedLeaf: Sendable, Hashable {
  /// From 0, without gaps, in the tree of the organization.
  package let index: Int64
  /// The seal that it came with.
  package let seal: Int64
  /// SHA-256 of a zero byte and the canonical text, 64 hexadecimal digits.
  package let hash: String
}

/// A free text of an entry with its salt: what a commitment in the canonical text is made of (docs/canonical-entry.md).
package struct OpenedText: Sendable, Hashable {
  /// The line that it is of; nil for the entry itself.
  package let line: Int64?
  /// Its column: description, idempotency_key, reversal_reason or memo.
  package let field: String
  /// 16 bytes, in base64.
  package let salt: String
  /// The text as it was recorded.
  package let text: String
  /// The day on which it was removed, where it was: text and salt are gone, and the commitment stands.
  package let removedOn: String?

  /// A line for people: which text, salt, text; its control characters as escapes.
  package var shown: String {
    let name = field.replacing("_", with: " ")
    if let removedOn { return "\(line.map { "\($0) \(name)" } ?? name)\tremoved on \(removedOn)" }
    return [line.map { "\($0) \(name)" } ?? name, salt, VisibleText.escaped(text)].joined(separator: "\t")
  }
}

extension Books {
  /// The leaf of an entry, and the seal it came with; nil before it is sealed.
  package func leaf(ofEntry number: Int64, of organization: Organization) throws -> SealedLeaf? {
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
  package func canonicalText(ofEntry number: Int64, of organization: Organization) throws -> String {
    try connection.execute("select ledger.canonical_entry(\(organization.id), \(number)) as text").only {
      try $0.text("text")
    }
  }

  /// What the commitments of that text are made of, in their order.
  package func openedTexts(ofEntry number: Int64, of organization: Organization) throws -> [OpenedText] {
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
}
