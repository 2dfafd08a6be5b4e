import Foundation

@testable import Ledger

/// The Merkle tree of RFC 6962, section 2.1, written from the RFC alone.
enum MerkleTree {
  /// The hash of a leaf with this content.
  static func leaf(_ content: [UInt8]) -> String { SHA256.hex(of: [0] + content) }

  /// The root over leaf hashes, each in hexadecimal digits.
  static func root(_ leaves: ArraySlice<String>) -> String {
    if leaves.count == 1 { return leaves[leaves.startIndex] }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let (left, right) = (root(leaves.prefix(split)), root(leaves.dropFirst(split)))
    return SHA256.hex(of: [1] + bytes(left) + bytes(right))
  }

  /// What a hash is in base64, as checkpoints write it.
  static func base64(_ hex: String) -> String { Data(bytes(hex)).base64EncodedString() }

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

extension CanonicalEntry {
  /// The salts of an entry's free texts as its rows have them, in hexadecimal digits: of the entry, and of its lines by number.
  struct Salts {
    var entry: String
    var lines: [Int: String] = [:]

    /// Of every entry, by number.
    static func all(_ connection: borrowing Connection) throws -> [Int64: Salts] {
      var found: [Int64: Salts] = [:]
      try connection.execute("select id, encode(salts, 'hex') as salts from ledger.journal_entry").forEachRow {
        found[try $0.int64("id")] = Salts(entry: try $0.text("salts"))
      }
      try connection.execute(
        "select entry_id, line_number, encode(salts, 'hex') as salts from ledger.journal_line where salts is not null"
      ).forEachRow { found[try $0.int64("entry_id")]?.lines[try $0.int("line_number")] = try $0.text("salts") }
      return found
    }
  }

  /// What an entry relied on, as its text tells it: the line of the entry, and one for each of its awards by code.
  struct ReliedOn {
    var lines: [[String]]

    /// Of every entry, by number.
    static func all(_ connection: borrowing Connection) throws -> [Int64: ReliedOn] {
      var found: [Int64: ReliedOn] = [:]
      try connection.execute(
        "select id, membership_number, approval_version, closing_number, record_number, import_number, proposal_number from ledger.journal_entry"
      ).forEachRow { row in
        let state = try [
          "membership_number", "approval_version", "closing_number", "record_number", "import_number",
          "proposal_number",
        ].map { try row.int64OrNil($0).map(String.init) ?? "" }
        found[try row.int64("id")] = ReliedOn(lines: [["relied"] + state])
      }
      try connection.execute("select * from ledger.entry_award order by entry_id, award_code collate \"C\"").forEachRow
      {
        row in
        let versions = try ["award_version", "terms_version", "budget_version"].map {
          try row.int64OrNil($0).map(String.init) ?? ""
        }
        found[try row.int64("entry_id")]?.lines.append(["award", try row.text("award_code")] + versions)
      }
      return found
    }
  }
}

/// The canonical text of an entry, written from docs/canonical-entry.md alone.
enum CanonicalEntry {
  static func text(
    of entry: RecordedEntry, organization: String, recordedAt: String, reliedOn: ReliedOn, salts: Salts
  ) -> String {
    let draft = entry.draft
    let head: [String] = [
      "entry/3", organization, "\(entry.number)", "\(draft.date)",
      entry.reverses == nil ? draft.kind.rawValue : "reversal",
      commitment(salts.entry, 1, draft.description), commitment(salts.entry, 2, draft.key),
      entry.reverses.map(String.init) ?? "", entry.reversalReason.map { commitment(salts.entry, 3, $0) } ?? "",
      draft.refunds.map(String.init) ?? "", recordedAt,
      counted(entry.recordedBy),
    ]
    let lines = draft.lines.enumerated().map { index, line in
      let fields: [String] = [
        "\(index + 1)", line.account, line.fund, "\(line.amount.cents)", line.netAssetClass?.rawValue ?? "",
        line.function?.rawValue ?? "", line.program ?? "", line.award ?? "", line.budgetLine ?? "", line.party ?? "",
        line.service.map { "\($0.from)" } ?? "", line.service.map { "\($0.through)" } ?? "",
        line.memo.map { commitment(salts.lines[index + 1] ?? "", 1, $0) } ?? "", line.commitment.map(String.init) ?? "",
      ]
      return fields.joined(separator: "\t") + "\n"
    }
    var facts = reliedOn.lines
    if let origin = entry.origin { facts.append(["origin", origin.kind, "\(origin.number)", "\(origin.part)"]) }
    for (index, line) in draft.lines.enumerated() {
      if let settles = line.settles { facts.append(["settles", "\(index + 1)", "\(settles)"]) }
      if let participant = line.participant { facts.append(["participant", "\(index + 1)", participant]) }
    }
    return head.joined(separator: "\t") + "\n" + lines.joined()
      + facts.map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  /// What stands for a free text: of its row's salts, the one at a place.
  static func commitment(_ salts: String, _ place: Int, _ text: String) -> String {
    let salt = salts.dropFirst(32 * (place - 1)).prefix(32)
    return MerkleTree.base64(SHA256.hex(of: [2] + MerkleTree.bytes(String(salt)) + Array(text.utf8)))
  }

  private static func counted(_ text: String) -> String { "\(text.utf8.count):\(text)" }
}
