import Foundation
import Testing

@testable import Ledger

/// What a seal holds, who makes it, and when.
@Suite struct SealTests {
  /// The hashes of the leaves of each tree, in their order, by organization.
  private func leaves(_ connection: borrowing Connection) throws -> [Int64: [String]] {
    var found: [Int64: [String]] = [:]
    try connection.execute(
      "select organization_id, encode(hash, 'hex') as hash from ledger.leaf order by organization_id, leaf_index"
    ).forEachRow { found[try $0.int64("organization_id"), default: []].append(try $0.text("hash")) }
    return found
  }

  /// Every root of trees and of seals is that which the RFC makes of these leaves; checkpoints are written from the page alone.
  private func expectRoots(_ leaves: [Int64: [String]], _ installer: borrowing Connection, _ reader: borrowing Books)
    throws
  {
    let heads = try installer.execute(
      "select organization_id, seal_number, leaf_count, encode(root, 'hex') as root from ledger.tree_head order by 1, 2"
    ).map {
      (
        organization: try $0.int64("organization_id"), seal: try $0.int64("seal_number"),
        size: try $0.int("leaf_count"),
        root: try $0.text("root")
      )
    }
    for head in heads {
      #expect(MerkleTree.root(leaves[head.organization]!.prefix(head.size)) == head.root, "\(head)")
    }
    let origin = try installer.execute(
      "select 'ledgerctl/' || id || '-' || number as x from meta.instance order by number desc limit 1"
    ).only { try $0.text("x") }
    var codes: [Int64: String] = [0: "0"]
    try installer.execute("select id, code::text from ledger.organization").forEachRow {
      codes[try $0.int64("id")] = try $0.text("code")
    }
    for seal in try reader.seals() {
      let checkpoints = codes.keys.sorted().compactMap { id in
        heads.last { $0.organization == id && $0.seal <= seal.number }.map {
          "\(origin)/\(codes[id]!)\n\($0.size)\n\(MerkleTree.base64($0.root))\n"
        }
      }
      let said = try installer.execute(
        """
        select concat_ws(E'\\t', 'seal/1', number, to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          octet_length(sealed_by) || ':' || sealed_by, last_entry_number, last_record_number, entry_count, leaf_count, entry_floor, record_floor) || E'\\n' as x
        from ledger.seal where number = \(seal.number)
        """
      ).only { try $0.text("x") }
      #expect(try reader.canonicalText(of: seal) == said)
      let hashes = ([said] + checkpoints).map { MerkleTree.leaf(Array($0.utf8)) }
      #expect(MerkleTree.root(hashes[...]) == seal.root, "seal \(seal.number)")
      let whole = "\(origin)\n\(hashes.count)\n\(MerkleTree.base64(seal.root))\n"
      #expect(try reader.checkpoint(of: seal) == whole)
    }
  }

  /// Leaves and roots of random books are those that the published format and the RFC say.
  @Test(arguments: [1, 2, 3] as [UInt64]) func leavesAndRootsAreAsPublished(seed: UInt64) throws {
    let books = try StatementWorld(seed: seed, entries: 40)
    let awkward = EntryDraft(
      key: "tab\tline\nbreak", date: "2022-05-04".day, description: "Café ☕\n\t\\ 2:x",
      lines: [
        EntryLine(account: "1070", fund: "general", amount: Money(cents: 5), memo: "ends with a tab\t"),
        EntryLine(account: "1010", fund: "general", amount: Money(cents: -5)),
      ])
    try books.world.administrator.post(awkward, to: books.world.organizations[0])
    _ = try books.world.administrator.seal()
    // Those of memberships of the whole books stand under organization 0.
    let leaves = try leaves(books.world.books.asInstaller())
    try expectRoots(leaves, books.world.books.asInstaller(), books.world.administrator)
    let times = try books.world.administrator.connection.execute(
      """
      select id, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ledger.journal_entry
      """
    ).map { (try $0.int64("id"), try $0.text("at")) }
    let recordedAt = Dictionary(uniqueKeysWithValues: times)
    let relied = try CanonicalEntry.ReliedOn.all(books.world.administrator.connection)
    let salts = try CanonicalEntry.Salts.all(books.world.administrator.connection)
    var sealed = 0
    for organization in books.world.organizations {
      for entry in try books.world.administrator.entries(of: organization) {
        let text = CanonicalEntry.text(
          of: entry, organization: organization.code, recordedAt: recordedAt[entry.number]!,
          reliedOn: relied[entry.number]!, salts: salts[entry.number]!)
        #expect(try books.world.administrator.canonicalText(ofEntry: entry.number, of: organization) == text)
        let leaf = try #require(try books.world.administrator.leaf(ofEntry: entry.number, of: organization))
        #expect(leaf.hash == MerkleTree.leaf(Array(text.utf8)))
        #expect(leaves[organization.id]![Int(leaf.index)] == leaf.hash)
        sealed += 1
      }
    }
    #expect(sealed == times.count && sealed > 40)
  }

  private struct Unexpected: Error {}

  /// An auditor of one organization comes from its leaves to the root of the seal, with nothing of another but the hash of its checkpoint.
  @Test func anAuditorOfOneTreeComesToTheRoot() throws {
    let sample = try SampleBooks.copy()
    _ = try Books(try sample.as(.recorder)).seal()
    let auditor = Books(try sample.as(.auditor))
    let seal = try #require(try auditor.seals().last)
    let own = try leaves(auditor.connection)
    let trees = try auditor.trees(of: seal)
    #expect(own.keys.sorted() == [1] && trees.map(\.isRead) == [false, true, false])
    #expect(trees.map(\.organization) == [nil, "north", nil] && trees[2].root == nil && trees[0].leafCount == nil)
    #expect(MerkleTree.root(own[1]![...]) == trees[1].root && own[1]!.count == trees[1].leafCount.map(Int.init))
    let checkpoint = try auditor.checkpoint(of: seal, organization: sample.north)
    #expect(checkpoint.split(separator: "\n").last.map(String.init) == MerkleTree.base64(trees[1].root!))
    #expect(MerkleTree.leaf(Array(checkpoint.utf8)) == trees[1].checkpointHash)
    let said = MerkleTree.leaf(Array(try auditor.canonicalText(of: seal).utf8))
    #expect(MerkleTree.root(([said] + trees.map(\.checkpointHash))[...]) == seal.root)
    let first = try auditor.connection.execute(
      "select encode(checkpoint_hash, 'hex') as x from ledger.trees_of_seal(\(seal.number)) where place = 0 and organization_id is null"
    ).only { try $0.text("x") }
    #expect(first == said)
    // No other login reads more of it than its own.
    for login in SampleLogin.allCases {
      let session = Books(try sample.as(login))
      guard login != .stranger else {
        #expect(outcome(session.connection, "select ledger.trees_of_seal(1)") == "42501")
        continue
      }
      let read = try session.trees(of: seal).filter(\.isRead).compactMap(\.organization)
      let expected: [String] =
        switch login {
        case .southRecorder, .southFinanceAdmin: ["south"]
        case .awardAuditor, .funder: []
        default: ["north"]
        }
      #expect(read == expected, "\(login)")
    }
  }

  @Test func everyKindOfRecordHasALeaf() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    let seal = try #require(try recorder.seals().last)
    let installer = try sample.books.asInstaller()
    let entries = try installer.execute("select from ledger.leaf where kind = 'entry'").count
    #expect(try entries == installer.execute("select from ledger.journal_entry").count)
    let kinds = Set(try installer.execute("select distinct kind from ledger.leaf").map { try $0.text("kind") })
    #expect(
      kinds.isSuperset(of: [
        "entry", "award", "award_terms", "budget_version", "closing_event", "membership", "award_version",
      ]))
    let numbered = try installer.execute(
      """
      select table_name::text as name from information_schema.columns
      where table_schema = 'ledger' and column_name = 'record_number'
        and table_name not in ('sealing', 'journal_entry')
      """
    ).map { try $0.text("name") }
    let count = try numbered.reduce(0) { sum, name in
      sum + (try installer.execute("select from ledger.\(unescaped: name)").count)
    }
    #expect(seal.leafCount == Int64(count + entries))
    // Each table of records is one that leaves are made of.
    let source = try installer.execute("select pg_get_functiondef('ledger.record_texts'::regproc) as text").only {
      try $0.text("text")
    }
    for name in numbered { #expect(source.contains("'\(name)'"), "\(name)") }
    guard case .nothingNew(let last?) = try recorder.seal() else { throw Unexpected() }
    #expect(last == seal)
  }

  @Test func whoRecordsSeals() throws {
    let sample = try SampleBooks.copy()
    for login in [SampleLogin.approver, .auditor, .networkAuditor, .awardAuditor, .funder, .stranger] {
      #expect(outcome(try sample.as(login), "select ledger.seal_books()") == "42501", "\(login)")
      #expect(Books(try sample.as(login)).sealIfDue() == nil)
    }
    for login in [SampleLogin.recorder, .financeAdmin, .southRecorder] {
      #expect(outcome(try sample.as(login), "select ledger.seal_books()") == "accepted")
      #expect(
        outcome(try sample.as(login), "select ledger.limit_tail(5)") == (login == .financeAdmin ? "LM001" : "42501"))
    }
    // A role without a membership is not enough.
    let installer = try sample.books.asInstaller()
    try installer.script(
      """
      select ledger.revoke_memberships(m.login, m.role, m.organization_id, m.network_code, m.award_code)
      from ledger.membership_in_force m
      where m.login = '\(SampleLogin.recorder.rawValue)'
      """)
    #expect(outcome(try sample.as(.recorder), "select ledger.seal_books()") == "LM001")
  }

  /// Nobody writes what seals are made of, but through the functions; the owner adds no number of its own.
  @Test func sealsAreNotWrittenByHand() throws {
    let sample = try SampleBooks.copy()
    _ = try Books(try sample.as(.recorder)).seal()
    let tables = ["seal", "tree_head", "leaf", "rollup", "rollup_key", "month_rollup", "signed_note"]
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      for table in tables {
        #expect(outcome(connection, "insert into ledger.\(table) default values") == "42501")
        #expect(outcome(connection, "delete from ledger.\(table)") == "42501")
      }
      #expect(outcome(connection, "update ledger.sealing set entry_floor = 0") == "42501")
      // Nor does anybody keep sealers out.
      #expect(outcome(connection, "select from ledger.sealing for update") == "42501")
    }
    for isReplica in [false, true] {
      let session = isReplica ? try sample.asReplica() : try sample.asOwner()
      for table in tables {
        #expect(outcome(session, "update ledger.\(table) set organization_id = 0".forTable(table)) == "LE008")
        #expect(outcome(session, "delete from ledger.\(table)") == "LE008")
        // Notes refer to seals.
        #expect(outcome(session, "truncate ledger.\(table)") == (table == "seal" ? "0A000" : "LE008"))
      }
      #expect(outcome(session, "delete from ledger.sealing") == "LR001")
    }
    let forged = """
      insert into ledger.closing_event (organization_id, closed_through, action, reason, record_number)
      values (1, '2022-04-30', 'close', 'x', 1)
      """
    for column in ["record_number", "salts"] {
      let forged = forged.replacing("record_number", with: column).replacing(
        ", 1)", with: column == "salts" ? ", '')" : ", 1)")
      #expect(outcome(try sample.asOwner(), forged) == "LE009", "\(column)")
      #expect(outcome(try sample.as(.financeAdmin), forged) == "42501", "\(column)")
    }
  }

  /// Posting seals by itself when the tail has grown, and closing a period does.
  @Test func sealsComeByThemselves() throws {
    let sample = try SampleBooks.copy()
    try sample.asOwner().script("select ledger.limit_tail(1000)")
    let admin = Books(try sample.as(.financeAdmin))
    _ = try admin.seal()
    let before = try admin.seals().count
    try sample.asOwner().script("select ledger.limit_tail(3)")
    for number in 1...2 { try admin.post(Drafts.transfer(key: "tail \(number)"), to: sample.north) }
    #expect(try admin.seals().count == before)
    try admin.post(Drafts.transfer(key: "tail 3"), to: sample.north)
    #expect(try admin.seals().count == before + 1)
    _ = try admin.write { try admin.close(through: "2021-12".month, of: sample.north, reason: "reported") }
    #expect(try admin.seals().count == before + 2 && !(try admin.isSealDue()))
    _ = try admin.write(dryRun: true) { try admin.close(through: "2022-01".month, of: sample.north, reason: "tried") }
    #expect(try admin.seals().count == before + 2)
  }
}

extension String {
  fileprivate var month: Month { try! Month(parsing: self) }
  /// Seals have no organization.
  fileprivate func forTable(_ table: String) -> String {
    table == "seal" ? replacingOccurrences(of: "organization_id", with: "leaf_count") : self
  }
}
