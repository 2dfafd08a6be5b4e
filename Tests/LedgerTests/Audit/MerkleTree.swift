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

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// The canonical text of an entry, written from docs/canonical-entry.md alone.
enum CanonicalEntry {
  static func text(of entry: RecordedEntry, organization: String, recordedAt: String) -> String {
    let draft = entry.draft
    let head: [String] = [
      "entry/1", organization, "\(entry.number)", "\(draft.date)",
      entry.reverses == nil ? draft.kind.rawValue : "reversal",
      counted(draft.description), counted(draft.key), entry.reverses.map(String.init) ?? "",
      entry.reversalReason.map(counted) ?? "", draft.refunds.map(String.init) ?? "", recordedAt,
      counted(entry.recordedBy),
    ]
    let lines = draft.lines.enumerated().map { index, line in
      let fields: [String] = [
        "\(index + 1)", line.account, line.fund, "\(line.amount.cents)", line.netAssetClass?.rawValue ?? "",
        line.function?.rawValue ?? "", line.program ?? "", line.award ?? "", line.budgetLine ?? "", line.party ?? "",
        line.service.map { "\($0.from)" } ?? "", line.service.map { "\($0.through)" } ?? "",
        line.memo.map(counted) ?? "", line.commitment.map(String.init) ?? "",
      ]
      return fields.joined(separator: "\t") + "\n"
    }
    return head.joined(separator: "\t") + "\n" + lines.joined()
  }

  private static func counted(_ text: String) -> String { "\(text.utf8.count):\(text)" }
}
