extension SealRecomputation {
  /// The hash of each entry of an organization, from its raw rows, by number.
  func entryHashes(
    of tree: Tree, _ connection: borrowing Connection
  ) throws -> MadeEntries {
    var made = MadeEntries()
    guard tree.organization != 0 else { return made }
    // A number below zero is drawn by nobody who commits.
    var after = Int64.min
    while true {
      var page = EntryPage(code: tree.code)
      try connection.executeAsStored(Self.rows(of: tree, after: after)).forEachRow { try page.add($0) }
      guard let last = page.last else { return made }
      try connection.execute(
        """
        select entry_id, award_code, award_version, terms_version, budget_version
        from ledger.entry_award
        where organization_id = \(tree.organization) and entry_id > \(after) and entry_id <= \(last)
        order by entry_id, award_code collate "C"
        """
      ).forEachRow { try page.addAward($0) }
      for (number, hash) in page.hashes() { made.hashes[number] = hash }
      for (number, commitment) in page.removed { made.removed[commitment] = number }
      made.moved += page.moved
      after = last
    }
  }

  private static func rows(of tree: Tree, after: Int64) -> Query {
    """
    select e.id, e.entry_date, e.kind, e.description, e.idempotency_key, e.reverses_entry_id, e.reversal_reason, e.refunds_entry_id,
      e.recorded_at, e.recorded_by, e.membership_number, e.approval_version, e.closing_number, e.record_number, e.import_number, e.proposal_number, e.origin_kind, e.origin_number, e.origin_part,
      encode(e.salts, 'hex') as entry_salts, l.line_number, l.entry_date as line_date, l.account_code, l.fund_code, l.amount_cents, l.net_asset_class, l.function,
      l.program_code, l.award_code, l.budget_line_code, l.party_code, l.service_from, l.service_through, l.memo,
      encode(l.salts, 'hex') as line_salts, l.commitment_number, l.settles_entry_id, l.participant_code
    from (
      select *
      from ledger.journal_entry
      where organization_id = \(tree.organization) and id > \(after)
      order by organization_id, id
      limit 5000
    ) e
    left join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    order by e.id, l.line_number
    """
  }
}

/// What rows of entries make.
struct MadeEntries {
  /// The hash of each, by number.
  var hashes: [Int64: [UInt8]] = [:]
  /// The commitments of texts that were removed, with their entries.
  var removed: [String: Int64] = [:]
  /// Entries of which a line has another day, which its text does not tell.
  var moved: [Int64] = []
}

/// Some entries of an organization, as their rows come.
private struct EntryPage {
  /// The text of an entry up to its lines, and what follows them.
  private struct Entry {
    let number: Int64
    var text: LeafText
    var relied: LeafText
    var facts: [UInt8] = []
  }

  let code: String
  private var entries: [Entry] = []
  private var places: [Int64: Int] = [:]
  private(set) var moved: [Int64] = []

  init(code: String) { self.code = code }

  var last: Int64? { entries.last?.number }

  mutating func add(_ row: borrowing Row) throws {
    let number = try row.int64("id")
    if last != number { try begin(number, row) }
    guard let line = try row.textOrNil("line_number") else { return }
    if try row.textOrNil("line_date") != row.textOrNil("entry_date") { moved.append(number) }
    let at = entries.count - 1
    entries[at].text.line(line)
    for column in [
      "account_code", "fund_code", "amount_cents", "net_asset_class", "function", "program_code", "award_code",
      "budget_line_code", "party_code", "service_from", "service_through",
    ] { entries[at].text.field(try row.textOrNil(column)) }
    let memo = try row.textOrNil("memo")
    let salts = try memo == nil ? nil : row.textOrNil("line_salts").flatMap { ByteText(hex: $0)?.bytes }
    entries[at].text.text(memo, salts: salts ?? [], place: 1)
    entries[at].text.field(try row.textOrNil("commitment_number"))
    for (word, column) in [("settles", "settles_entry_id"), ("participant", "participant_code")] {
      guard let value = try row.textOrNil(column) else { continue }
      entries[at].facts += Array("\(word)\t\(line)\t\(value)\n".utf8)
    }
  }

  mutating func addAward(_ row: borrowing Row) throws {
    guard let at = places[try row.int64("entry_id")] else { return }
    entries[at].relied.line("award")
    for column in ["award_code", "award_version", "terms_version", "budget_version"] {
      entries[at].relied.field(try row.textOrNil(column))
    }
  }

  /// The commitments of texts that were removed, with their entries.
  var removed: [(Int64, String)] { entries.flatMap { entry in entry.text.removed.map { (entry.number, $0) } } }

  func hashes() -> [(Int64, [UInt8])] {
    entries.map { entry in
      var text = entry.text
      text.endLine()
      text.add(entry.relied.bytes)
      text.endLine()
      text.add(entry.facts)
      return (entry.number, text.hash)
    }
  }

  private mutating func begin(_ number: Int64, _ row: borrowing Row) throws {
    let salts = try row.textOrNil("entry_salts").flatMap { ByteText(hex: $0)?.bytes } ?? []
    var text = LeafText("entry/3")
    text.field(code)
    text.field("\(number)")
    text.field(try row.textOrNil("entry_date"))
    text.field(try row.textOrNil("kind"))
    text.text(try row.textOrNil("description"), salts: salts, place: 1)
    text.text(try row.textOrNil("idempotency_key"), salts: salts, place: 2)
    text.field(try row.textOrNil("reverses_entry_id"))
    text.text(try row.textOrNil("reversal_reason"), salts: salts, place: 3)
    text.field(try row.textOrNil("refunds_entry_id"))
    text.moment(try row.textOrNil("recorded_at"))
    text.login(try row.textOrNil("recorded_by"))
    var relied = LeafText("relied")
    for column in [
      "membership_number", "approval_version", "closing_number", "record_number", "import_number", "proposal_number",
    ] {
      relied.field(try row.textOrNil(column))
    }
    var entry = Entry(number: number, text: text, relied: relied)
    if let kind = try row.textOrNil("origin_kind") {
      let origin = try ["origin_number", "origin_part"].map { try row.textOrNil($0) ?? "" }
      entry.facts = Array("origin\t\(kind)\t\(origin.joined(separator: "\t"))\n".utf8)
    }
    places[number] = entries.count
    entries.append(entry)
  }
}
