import Foundation

@testable import Ledger

/// Sample books with an entry whose texts hold a secret, and its reversal; sealed.
struct RemovalStory {
  let sample: SampleBooks
  let secret: String
  let entry: Int64
  let reversal: Int64
  let leaves: String

  /// 40 letters and digits at random: never anybody's name.
  static func secretText() -> String {
    String((0..<40).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement()! })
  }

  init() throws {
    sample = try SampleBooks.copy()
    secret = Self.secretText()
    let recorder = Books(try sample.as(.recorder))
    let secret = secret
    entry = try recorder.post(
      Drafts.expense(key: "k-\(secret)").changed {
        $0.description = secret
        $0.lines[0].memo = "for \(secret)"
      }, to: sample.north
    ).number
    let reversed = try recorder.connection.execute(
      "select reversal_id from ledger.reverse_entry(1, \(entry), '2021-09-30', 'x')")
    reversal = try reversed.only { try $0.int64("reversal_id") }
    try recorder.connection.execute("select ledger.seal_books()")
    leaves = try Self.leaves(sample)
  }

  /// The leaves of seals 1 to 1, and the roots, as one hash.
  static func leaves(_ sample: SampleBooks, through seal: Int64 = 1) throws -> String {
    try sample.books.asInstaller().execute(
      """
      select md5(concat(
        (select string_agg(encode(l.hash, 'hex'), ',' order by l.organization_id, l.leaf_index) from ledger.leaf l where l.seal_number <= \(seal)),
        (select string_agg(encode(s.root, 'hex'), ',' order by s.number) from ledger.seal s where s.number <= \(seal)))) as x
      """
    ).only { try $0.text("x") }
  }

  func propose(_ places: [TextPlace], as login: SampleLogin = .financeAdmin) throws -> (Int64, [TextPlace]) {
    let (proposal, copies) = try Books(try sample.as(login)).proposeRemoval(
      of: places, reason: "asked for", key: "removal-\(UInt32.random(in: 0...(.max)))", in: sample.north)
    return (proposal.number, copies)
  }

  var description: TextPlace { TextPlace(table: "journal_entry", key: "\(entry)", column: "description") }
}
