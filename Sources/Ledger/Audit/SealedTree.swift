/// The tree of an organization under the root of a seal.
package struct SealedTree: Sendable, Hashable {
  /// Its place among the trees of the seal, from 1.
  package let place: Int64
  /// Whose tree, by code; nil where this login does not read it, and for what concerns the whole books.
  package let organization: String?
  /// Whether this login reads it; only then size and root are known.
  package let isRead: Bool
  /// Its leaves at the seal.
  package let leafCount: Int64?
  /// The Merkle tree hash of those leaves, 64 hexadecimal digits.
  package let root: String?
  /// The leaf of the seal's root: SHA-256 of a zero byte and the tree's checkpoint, 64 hexadecimal digits.
  package let checkpointHash: String
}

/// A checkpoint that somebody else signed, as it was received.
package struct SignedNote: Sendable, Hashable {
  /// From 1 for each tree.
  package let number: Int
  /// Whose tree, by code; nil for the root over the trees.
  package let organization: String?
  /// The seal whose checkpoint it is.
  package let seal: Int64
  /// The note: the checkpoint, an empty line, and the lines of signatures.
  package let note: String
  /// When it was kept, UTC.
  package let keptAt: String
  /// The login that kept it.
  package let keptBy: String

  /// The names of who signed, as the note says them; nobody has checked the signatures.
  package var signers: [String] {
    note.split(separator: "\n").filter { $0.hasPrefix("\u{2014} ") }.compactMap {
      $0.split(separator: " ").dropFirst().first.map(String.init)
    }
  }
}

extension Books {
  /// The trees under the root of a seal, in their order.
  package func trees(of seal: Seal) throws -> [SealedTree] {
    try connection.execute(
      """
      select place, organization_id is not null as is_read, organization_code, leaf_count, encode(root, 'hex') as root,
        encode(checkpoint_hash, 'hex') as checkpoint_hash
      from ledger.trees_of_seal(\(seal.number))
      where place > 0
      order by place
      """
    ).map {
      SealedTree(
        place: try $0.int64("place"), organization: try $0.textOrNil("organization_code"),
        isRead: try $0.bool("is_read"),
        leafCount: try $0.int64OrNil("leaf_count"), root: try $0.textOrNil("root"),
        checkpointHash: try $0.text("checkpoint_hash"))
    }
  }

  /// What a seal says of itself: when and by whom it was made, and how far it goes (docs/canonical-entry.md). SHA-256 of a zero byte and this
  /// text is the first leaf under its root, before the checkpoints of its trees.
  package func canonicalText(of seal: Seal) throws -> String {
    try connection.execute("select ledger.canonical_seal(\(seal.number)) as text").only { try $0.text("text") }
  }

  /// The body of a seal's checkpoint (C2SP tlog-checkpoint): origin, size and root in base64, a line each. Of the tree of an organization,
  /// or of the root over the trees, whose size is their number and one. Throws `Refusal` where the organization had no leaf by then.
  package func checkpoint(of seal: Seal, organization: Organization? = nil) throws -> String {
    let text = try connection.execute("select ledger.checkpoint(\(seal.number), \(organization?.id)) as text").only {
      try $0.textOrNil("text")
    }
    if let text { return text }
    throw Refusal(
      "nothing of \(organization?.code ?? "these books") was sealed by seal \(seal.number)",
      nextStep: "\"ledgerctl seal --list\" lists the seals")
  }

  /// Keeps a checkpoint that somebody else signed, of the tree of an organization or of the root over the trees; returns the seal that it is
  /// of. For recorders; throws SQLSTATE LM001, LS005, or constraint `signed_note_note_key`.
  @discardableResult
  package func keep(note: String, of organization: Organization? = nil) throws -> Int64 {
    try connection.record(
      "select ledger.keep_note(\(organization?.id ?? 0), \(note)) as seal", name: "ledger_keep_note"
    ).only {
      try $0.int64("seal")
    }
  }

  /// The signed checkpoints that were kept, from the first; of a seal, where one is given.
  package func signedNotes(of seal: Seal? = nil) throws -> [SignedNote] {
    try connection.execute(
      """
      select n.number, o.code::text as organization_code, n.seal_number, n.note, n.recorded_by,
        to_char(n.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at
      from ledger.signed_note n
      left join ledger.organization o on o.id = n.organization_id
      where \(seal?.number)::bigint is null or n.seal_number = \(seal?.number)::bigint
      order by n.seal_number, n.organization_id, n.number
      """
    ).map {
      SignedNote(
        number: try $0.int("number"), organization: try $0.textOrNil("organization_code"),
        seal: try $0.int64("seal_number"),
        note: try $0.text("note"), keptAt: try $0.text("recorded_at"), keptBy: try $0.text("recorded_by"))
    }
  }
}
