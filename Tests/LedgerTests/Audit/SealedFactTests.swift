import Testing

@testable import Ledger

/// Facts that others rely on and that no statement shows: who belongs to a network, how a cost is split, how a file is read.
@Suite struct SealedFactTests {
  /// What a superuser does to them past their rules, and the records that are then named.
  private static let damages =
    [
      ("network set name = 'Other'", ["network record"]),
      ("network set code = 'other' where code = 'second'", ["network record"]),
      (
        "network_organization set network_code = 'second' where network_code = 'sample'",
        ["network_organization record"]
      ),
      ("network_organization set organization_id = 2 where network_code = 'sample'", ["network_organization record"]),
      (
        "network_organization set recorded_by = 'somebody' where network_code = 'sample'",
        ["network_organization record"]
      ),
      ("allocation_rule set base = 'Other'", ["allocation_rule record"]),
      ("allocation_rule set effective_on = '2021-07-02'", ["allocation_rule record"]),
      ("allocation_share set weight_hundredths = 301 where position = 1", ["allocation_rule record"]),
      ("allocation_share set function = 'fundraising' where position = 2", ["allocation_rule record"]),
      ("entry_allocation set version = 2", ["entry_allocation record"]),
      ("import_profile set content = '{\"decimal\": \",\"}'", ["import_profile record"]),
      ("import_profile set kind = 'bills'", ["import_profile record"]),
    ].map { (sql: "update ledger.\($0.0)", named: $0.1) }
    + [
      ("network_organization where network_code = 'sample'", ["network_organization record"]),
      ("network where code = 'second'", ["network record"]),
      ("allocation_share where position = 2", ["allocation_rule record"]),
      ("entry_allocation", ["entry_allocation record"]),
    ].map { (sql: "delete from ledger.\($0.0)", named: $0.1) }
    + [
      (
        sql:
          "insert into ledger.network_organization (network_code, organization_id, record_number) values ('sample', 2, -5)",
        named: ["network_organization record"]
      )
    ]

  /// Sealed books with a row of each; network `second` has no organization.
  private static func sealed() throws -> SampleBooks {
    let sample = try SampleBooks.copy()
    let installer = Books(try sample.books.asInstaller())
    try installer.addNetwork(code: "second", name: "Second Network", organizations: [])
    let admin = Books(try sample.as(.financeAdmin))
    let shares = [
      AllocationRule.Share(target: CostTarget(award: "north/OPEN", line: "supplies", account: nil), weight: 300),
      AllocationRule.Share(target: CostTarget(unrestricted: "8590", function: .management), weight: 100),
    ]
    try admin.addAllocationRule(
      code: "rent", name: "Office rent", base: "Desks in use", document: "Floor plan", effectiveOn: "2021-07-01".day,
      shares: shares, to: sample.north)
    let recorder = Books(try sample.as(.recorder))
    let rule = try #require(try recorder.allocationRules(of: sample.north).first)
    _ = try recorder.record(.split(Drafts.expense(key: "split"), by: rule), to: sample.north)
    try recorder.declare(ImportProfile(kind: .expenses), as: "bank", of: sample.north)
    try SealDamageTests.awaitFloor(sample, recorder)
    return sample
  }

  /// The root over the leaves that the records of an organization make, and those of what concerns the whole books.
  private func roots(_ connection: borrowing Connection) throws -> [String] {
    try [0, 1, 2].map { organization in
      let leaves = try connection.execute(
        """
        select encode(hash, 'hex') as hash
        from ledger.record_leaves(-9223372036854775808, 9223372036854775807, array[\(organization)]::bigint[])
        order by kind, number
        """
      ).map { try $0.text("hash") }
      return MerkleTree.root(leaves[...])
    }
  }

  private func named(_ connection: borrowing Connection) throws -> [String] {
    try connection.execute("select left(rule, 5) || ' ' || place as named from ledger.check_books()").map {
      try $0.text("named")
    }.filter { !$0.hasPrefix("LS001") }
  }

  /// Whatever is changed of them is named, by the books and by the program, and other books have another root.
  @Test func everyChangeIsNamed() throws {
    let sample = try Self.sealed()
    let installer = try sample.books.asInstaller()
    #expect(try named(installer) == [])
    let before = try roots(installer)
    for damage in Self.damages {
      let table = try #require(damage.sql.split(separator: ".").dropFirst().first?.split(separator: " ").first)
      try installer.script(
        """
        begin;
        alter table ledger.\(table) disable trigger user;
        set local session_replication_role = replica;
        \(damage.sql);
        """)
      #expect(try roots(installer) != before, "\(damage.sql)")
      let found = try named(installer)
      var made = try SealRecomputation(installer)
      try made.run(installer)
      for expected in damage.named {
        #expect(found.contains { $0.hasPrefix("LS002 \(expected)") }, "\(damage.sql): \(found)")
        #expect(made.broken.contains { $0.place.hasPrefix(expected) }, "\(damage.sql): \(made.broken)")
      }
      try installer.script("rollback")
    }
    #expect(try named(installer) == [])
    #expect(try roots(installer) == before)
  }

  /// Who reads the whole books is shown a network without organizations too, and so is told of no leaf that is gone.
  @Test func everyReaderFindsThemSound() throws {
    let sample = try Self.sealed()
    let installer = Books(try sample.books.asInstaller())
    for (login, role) in [(SampleLogin.auditor, MemberRole.auditor), (.financeAdmin, .financeAdmin)] {
      try installer.grant(role, to: login.rawValue, in: .books)
    }
    try installer.grant(.auditor, to: SampleLogin.auditor.rawValue, in: .network("second"))
    let recorder = Books(try sample.as(.recorder))
    _ = try recorder.seal()
    for login in SampleLogin.allCases where ![.stranger, .funder, .awardAuditor].contains(login) {
      let session = try sample.as(login)
      var made = try SealRecomputation(session)
      try made.run(session)
      #expect(made.broken == [], "\(login)")
      #expect(try named(session) == [], "\(login)")
    }
    let auditor = try sample.as(.auditor)
    #expect(try Books(auditor).networks().map(\.code) == ["sample", "second"])
  }

  /// Nobody changes who belongs to a network; what is there already draws no number.
  @Test func networksOnlyGrow() throws {
    let sample = try Self.sealed()
    let owner = try sample.asOwner()
    for change in [
      "update ledger.network_organization set network_code = 'second'", "delete from ledger.network_organization",
    ] {
      #expect(outcome(owner, change) == "LE008")
    }
    let installer = Books(try sample.books.asInstaller())
    func drawn() throws -> Int64 {
      try installer.connection.execute("select last_value from ledger.record_number").only {
        try $0.int64("last_value")
      }
    }
    let before = try drawn()
    try installer.addNetwork(code: "sample", name: "Another name", organizations: [sample.north])
    #expect(try drawn() == before)
    try installer.addNetwork(code: "sample", name: "Another name", organizations: [sample.south, sample.north])
    #expect(try drawn() == before + 1)
    #expect(try installer.networks().first?.organizations == ["north", "south"])
  }

  /// An entry that a membership of a network recorded is of an organization that belonged to it by then.
  @Test func whoRecordsByANetworkBelongedToIt() throws {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    try Books(try sample.books.asInstaller()).grant(
      .recorder, to: SampleLogin.southRecorder.rawValue, in: .network("sample"))
    let posted = try Books(try sample.as(.southRecorder)).post(Drafts.expense(key: "by network"), to: sample.north)
    #expect(try named(installer) == [])
    for change in ["set organization_id = 2", "set record_number = 1000000"] {
      try installer.script(
        """
        begin;
        alter table ledger.network_organization disable trigger user;
        set local session_replication_role = replica;
        update ledger.network_organization \(change);
        """)
      #expect(try named(installer).contains("LM001 entry \(posted.number)"), "\(change)")
      try installer.script("rollback")
    }
  }

  /// The words of a rule and of a profile can be removed; those of its other versions go too, and its leaves stay.
  @Test func theirTextsAreRemoved() throws {
    let sample = try Self.sealed()
    let admin = Books(try sample.as(.financeAdmin))
    try admin.addAllocationRule(
      code: "rent", name: "Office rent", base: "Square feet", document: "Floor plan", effectiveOn: "2021-08-01".day,
      shares: [AllocationRule.Share(target: CostTarget(unrestricted: "8590", function: .management), weight: 1)],
      to: sample.north)
    let places = [
      TextPlace(table: "allocation_rule", key: "rent/1", column: "name"),
      TextPlace(table: "import_profile", key: "bank/1", column: "content"),
    ]
    let (proposal, copies) = try admin.proposeRemoval(
      of: places, reason: "asked for", key: "removal", in: sample.north)
    #expect(copies == [TextPlace(table: "allocation_rule", key: "rent/2", column: "name")])
    _ = try sample.as(.approver).execute("select ledger.give_approval(1, \(proposal.number), 'fine')")
    #expect(try admin.importProfiles(of: sample.north).isEmpty)
    #expect(try admin.allocationRules(of: sample.north).allSatisfy { !$0.name.contains("rent") })
    let installer = try sample.books.asInstaller()
    #expect(try named(installer) == [])
    var made = try SealRecomputation(installer)
    try made.run(installer)
    #expect(made.broken == [])
    try admin.declare(ImportProfile(kind: .bills), as: "bank", of: sample.north)
    #expect(try admin.importProfiles(of: sample.north).map(\.version) == [2])
    // The name of a network is of no organization.
    let network = [TextPlace(table: "network", key: "sample", column: "name")]
    #expect(throws: DatabaseError.self) {
      _ = try admin.proposeRemoval(of: network, reason: "asked for", key: "network", in: sample.north)
    }
  }
}
