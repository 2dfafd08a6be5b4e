import Foundation
import Testing

@testable import Ledger

/// The vectors of docs/canonical-entry.md are what the books make of the same records.
@Suite struct CanonicalEntryTests {
  private static func page() throws -> String { try Repository.text("docs/canonical-entry.md") }

  /// The texts of the vectors, their marks turned into the characters.
  private static func texts(_ page: String) -> [String] {
    page.components(separatedBy: "```text\n").dropFirst().map { block in
      block.components(separatedBy: "```")[0].replacingOccurrences(of: "\n", with: "")
        .replacingOccurrences(of: "→", with: "\t").replacingOccurrences(of: "⏎", with: "\n")
    }
  }

  @Test func thePublishedHashesAreThoseOfTheTexts() throws {
    let page = try Self.page()
    let leaves = Self.texts(page).map { MerkleTree.leaf(Array($0.utf8)) }
    try #require(leaves.count == 17)
    for (index, leaf) in leaves.dropLast().enumerated() {
      #expect(page.contains("| leaf \(index), vector \(index + 1) | `\(leaf)` |"))
    }
    #expect(page.contains("| root of leaf 0 | `\(MerkleTree.root(leaves.prefix(1)))` |"))
    #expect(page.contains("| root of leaves 0 and 1 | `\(MerkleTree.root(leaves.prefix(2)))` |"))
    #expect(page.contains("| root of leaves 0 to 2 | `\(MerkleTree.root(leaves.prefix(3)))` |"))
    let origin = "ledgerctl/11111111-2222-4333-8444-555555555555-1"
    let trees = [("0", 1, leaves[2]), ("north", 3, MerkleTree.root(leaves.prefix(3)))]
    let hashes = trees.map { tree, size, root in
      let checkpoint = "\(origin)/\(tree)\n\(size)\n\(MerkleTree.base64(root))\n"
      let hash = MerkleTree.leaf(Array(checkpoint.utf8))
      #expect(
        page.contains("| checkpoint of `\(tree)` | `\(checkpoint.replacingOccurrences(of: "\n", with: "⏎"))` |"))
      #expect(page.contains("| its leaf, tree `\(tree)` | `\(hash)` |"))
      return hash
    }
    // The last vector is the seal itself.
    #expect(page.contains("| leaf of the seal, vector 17 | `\(leaves[16])` |"))
    let root = MerkleTree.root(([leaves[16]] + hashes)[...])
    #expect(page.contains("| root of the seal | `\(root)` |"))
    #expect(page.contains("| checkpoint of the seal | `\(origin)⏎3⏎\(MerkleTree.base64(root))⏎` |"))
  }

  /// Salts of the vectors: bytes counted up from one, in SQL.
  private static func salts(_ first: UInt8, _ count: UInt8 = 1) -> String {
    "decode('" + (0..<16 * count).map { String(format: "%02x", first + $0) }.joined() + "', 'hex')"
  }

  /// The commitments that the page lists are those of its texts and salts, and are what its vectors hold.
  @Test func thePublishedCommitmentsAreThoseOfTheTexts() throws {
    let page = try Self.page()
    let texts = Self.texts(page)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.hasSuffix("=` |") }
    #expect(rows.count == 20)
    for row in rows {
      let cells = row.split(separator: "`")
      let vector = try #require(Int(cells[0].dropFirst(2).prefix { $0.isNumber }))
      let commitment = CanonicalEntry.commitment(String(cells[3]), 1, String(cells[1]))
      #expect(commitment == String(cells[5]) && texts[vector - 1].contains("\t\(commitment)"), "\(row)")
    }
  }

  /// Who recorded a row, when, as which record, in SQL.
  private static func recorded(_ number: Int, _ salt: UInt8, by login: String = "chief") -> String {
    "salts = \(salts(salt)), record_number = \(number), recorded_at = '2021-07-01 09:00Z', recorded_by = '\(login)'"
  }

  /// The same records, written by a superuser with the times and logins of the vectors, have these texts in the books.
  @Test func theBooksWriteTheseTexts() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    try installer.script(
      """
      begin;
      alter table ledger.journal_entry disable trigger all; alter table ledger.journal_line disable trigger all;
      alter table ledger.closing_event disable trigger all; alter table ledger.entry_award disable trigger all;
      delete from ledger.entry_award where entry_id in (1, 2, 3);
      alter table ledger.payment disable trigger all; alter table ledger.origin disable trigger all; alter table ledger.open_item disable trigger all;
      delete from ledger.journal_line where entry_id in (1, 2, 3); delete from ledger.journal_entry where id in (1, 2, 3);
      insert into ledger.journal_entry (organization_id, id, entry_date, kind, description, idempotency_key, reverses_entry_id,
        reversal_reason, adjustment_number, membership_number, approval_version, closing_number, proposal_number, origin_kind, origin_number, origin_part,
        salts, record_number, recorded_at, recorded_by)
      values
        (1, 1, '2021-09-15', 'expense', 'Paper', 'row-17', null, null, null, 4, null, null, null, null, null, null, \(Self.salts(0x00, 3)), 9001, '2021-09-16 08:30:00.25Z', 'clerk'),
        (1, 2, '2021-09-20', 'reversal', 'Reversal of entry 1: Paper', 'books:reversal-of:1', 1, 'entered twice', 1, 4, null, null, null, null, null, null, \(Self.salts(0x40, 3)), 9002, '2021-09-20 12:00Z', 'clerk'),
        (1, 3, '2021-10-15', 'payment', 'Payment of A-17', 'pay-31', null, null, null, 4, 2, 1, 5, 'payment', 12, 1, \(Self.salts(0x80, 3)), 9003, '2021-10-15 10:00Z', 'clerk');
      insert into ledger.journal_line (organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents,
        net_asset_class, function, program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, salts,
        settles_entry_id, participant_code)
      values
        (1, 1, 1, '2021-09-15', '8110', 'OPEN', 10000, 'without', 'program', 'program', 'OPEN', 'supplies', 'acme', '2021-09-15',
          '2021-09-15', 'Café, 2 reams', \(Self.salts(0x30)), null, null),
        (1, 1, 2, '2021-09-15', '1010', 'OPEN', -10000, null, null, null, null, null, 'acme', null, null, null, null, null, null),
        (1, 2, 1, '2021-09-20', '8110', 'OPEN', -10000, 'without', 'program', 'program', 'OPEN', 'supplies', 'acme', '2021-09-15',
          '2021-09-15', null, null, null, null),
        (1, 2, 2, '2021-09-20', '1010', 'OPEN', 10000, null, null, null, null, null, 'acme', null, null, null, null, null, null),
        (1, 3, 1, '2021-10-15', '1010', 'OPEN', -10000, null, null, null, null, null, 'acme', null, null, null, null, null, 'P-7'),
        (1, 3, 2, '2021-10-15', '2010', 'OPEN', 10000, null, null, null, null, null, 'acme', null, null, null, null, 1, 'P-8');
      insert into ledger.origin (organization_id, kind, number, recorded_at, recorded_by, record_number)
      values (1, 'payment', 12, '2021-10-15 10:00Z', 'clerk', 3);
      insert into ledger.payment (organization_id, origin_number, party_code, account_code, method, reference, salts, recorded_at, recorded_by,
        record_number)
      values (1, 12, 'acme', '1010', 'check', '1042', \(Self.salts(0xB0)), '2021-10-15 10:00Z', 'clerk', 2);
      insert into ledger.entry_award (organization_id, entry_id, award_code, award_version, terms_version, budget_version)
      values (1, 1, 'OPEN', 1, 2, 1), (1, 2, 'OPEN', 1, 2, 1);
      delete from ledger.closing_event;
      insert into ledger.closing_event (organization_id, number, closed_through, action, reason, salts, recorded_at, recorded_by, record_number)
      values (1, 1, '2021-09-30', 'close', 'Reported', \(Self.salts(0x70, 2)), '2021-10-05 09:00Z', 'chief', 1);
      alter table ledger.organization disable trigger all; alter table ledger.account disable trigger all;
      alter table ledger.fund disable trigger all; alter table ledger.program disable trigger all; alter table ledger.party disable trigger all;
      update ledger.organization
      set name = 'North Side Youth', ein = '36-1234567', fiscal_year_first_month = 7, \(Self.recorded(9101, 0x20)) where code = 'north';
      update ledger.account
      set name = 'Supplies', type = 'expense', counts_toward_budget = true, role = null, is_default = false, \(Self.recorded(9102, 0xA0))
      where organization_id = 1 and code = '8110';
      update ledger.fund set name = 'Award Open Doors', kind = 'award', \(Self.recorded(9103, 0xC0)) where organization_id = 1 and code = 'OPEN';
      update ledger.program set name = 'Program services', \(Self.recorded(9104, 0xD0)) where organization_id = 1 and code = 'program';
      update ledger.party set name = 'Acme Paper', kind = 'business', \(Self.recorded(9105, 0xE0, by: "clerk"))
      where organization_id = 1 and code = 'acme';
      alter table ledger.network disable trigger all; alter table ledger.network_organization disable trigger all;
      alter table ledger.allocation_rule disable trigger all; alter table ledger.allocation_share disable trigger all;
      alter table ledger.entry_allocation disable trigger all; alter table ledger.import_profile disable trigger all;
      insert into ledger.network (code, name, salts, record_number, recorded_at, recorded_by)
      values ('partner', 'Partner Network', \(Self.salts(0xF0)), 9106, '2021-07-01 09:00Z', 'chief');
      insert into ledger.network_organization (network_code, organization_id, record_number, recorded_at, recorded_by)
      values ('partner', 1, 9107, '2021-07-01 09:00Z', 'chief');
      insert into ledger.allocation_rule (organization_id, code, version, name, base, document, effective_on, salts, record_number, recorded_at,
        recorded_by)
      values (1, 'rent', 1, 'Office rent', 'Desks in use', 'Floor plan 2021', '2021-07-01', \(Self.salts(0x08, 3)), 9108,
        '2021-07-01 09:00Z', 'chief');
      insert into ledger.allocation_share (organization_id, rule_code, version, position, award_code, budget_line_code, account_code, function,
        weight_hundredths)
      values (1, 'rent', 1, 2, null, null, '8590', 'management', 100), (1, 'rent', 1, 1, 'OPEN', 'supplies', null, null, 300);
      insert into ledger.entry_allocation (organization_id, entry_id, rule_code, version, record_number, recorded_at, recorded_by)
      values (1, 1, 'rent', 1, 9109, '2021-07-01 09:00Z', 'clerk');
      insert into ledger.import_profile (organization_id, name, version, kind, content, salts, record_number, recorded_at, recorded_by)
      values (1, 'bank', 1, 'expenses', '{"decimal": ".", "sheet": "Costs"}', \(Self.salts(0x48)), 9110, '2021-07-01 09:00Z', 'clerk');
      alter table ledger.seal disable trigger all; delete from ledger.seal;
      insert into ledger.seal (number, instance_number, last_entry_number, last_record_number, entry_count, leaf_count, entry_floor,
        record_floor, root, sealed_at, sealed_by)
      values (1, 1, 2, 1, 2, 4, 2, 1, sha256(''), '2021-10-31 18:00:00.5Z', 'chief');
      """)
    let texts = Self.texts(try Self.page())
    let books = Books(consume installer)
    for (number, vector) in [(1, 0), (2, 1), (3, 3)] {
      #expect(try books.canonicalText(ofEntry: Int64(number), of: sample.north) == texts[vector])
    }
    let event = try books.connection.execute(
      "select text from ledger.record_texts(0, 1) where kind = 'closing_event'"
    ).only { try $0.text("text") }
    #expect(event == texts[2])
    let payment = try books.connection.execute(
      "select text from ledger.record_texts(1, 2) where kind = 'payment'"
    ).only { try $0.text("text") }
    #expect(payment == texts[4])
    let origin = try books.connection.execute(
      "select text from ledger.record_texts(2, 3) where kind = 'origin'"
    ).only { try $0.text("text") }
    #expect(origin == texts[5])
    for (kind, vector) in [
      ("organization", 6), ("account", 7), ("fund", 8), ("program", 9), ("party", 10), ("network", 11),
      ("network_organization", 12), ("allocation_rule", 13), ("entry_allocation", 14), ("import_profile", 15),
    ] {
      let text = try books.connection.execute(
        "select text from ledger.record_texts(9100, 9110) where kind = \(kind)"
      ).only { try $0.text("text") }
      #expect(text == texts[vector], "\(kind)")
    }
    #expect(try books.canonicalText(of: books.seal(.seal(1))) == texts[16])
  }

  /// Facts that few entries have, rebuilt from the page alone: origins, what is settled, line by line.
  @Test func factsAreAsPublished() throws {
    let books = try OriginBooks.copy()
    let auditor = Books(try books.sample.as(.auditor))
    let relied = try CanonicalEntry.ReliedOn.all(auditor.connection)
    let salts = try CanonicalEntry.Salts.all(auditor.connection)
    let times = try auditor.connection.execute(
      """
      select id, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.journal_entry
      """
    ).map { (try $0.int64("id"), try $0.text("at")) }
    let recordedAt = Dictionary(uniqueKeysWithValues: times)
    var facts: Set<Substring> = []
    for entry in try auditor.entries(of: books.sample.north) {
      let text = CanonicalEntry.text(
        of: entry, organization: "north", recordedAt: recordedAt[entry.number]!, reliedOn: relied[entry.number]!,
        salts: salts[entry.number]!)
      #expect(try auditor.canonicalText(ofEntry: entry.number, of: books.sample.north) == text)
      facts.formUnion(text.split(separator: "\n").compactMap { $0.split(separator: "\t").first })
    }
    #expect(facts.isSuperset(of: ["origin", "settles", "relied", "award"]))
  }

  /// The page has a row for each kind of record that has a leaf of its own.
  @Test func everyKindOfLeafIsOnThePage() throws {
    let rows = try Self.page().split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("/2` |") }
    let told = rows.map { String($0.split(separator: "`")[1].split(separator: "/")[0]) }
    let kept = try SampleBooks.copy().books.asInstaller().execute(
      "select table_name::text as x from meta.table_trait where is_numbered and table_name <> 'journal_entry'"
    ).map { try $0.text("x") }
    #expect(Set(told) == Set(kept) && told.count == kept.count)
  }
}
