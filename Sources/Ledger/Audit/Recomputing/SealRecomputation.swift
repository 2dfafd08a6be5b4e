/// What `check` recomputes by itself, from raw rows: the hash of each entry and record that the login reads, the trees of its organizations, and
/// the roots of seals. The database answers no question here but what its rows are, so functions that somebody replaced cannot hide an edit.
///
/// Who changes rows, leaves, trees and seals alike leaves books that agree with themselves: then only a checkpoint that is kept elsewhere tells.
struct SealRecomputation {
  /// The tree of an organization, 0 for what concerns the whole books.
  struct Tree {
    let organization: Int64
    let code: String
  }

  /// A number of a leaf, with its kind.
  struct Record: Hashable {
    let organization: Int64
    let kind: String
    let number: Int64
  }

  /// The tree of an organization at a seal, as it is recorded.
  struct Head {
    let organization: Int64
    let seal: Int64
    let size: Int64
    let root: [UInt8]
    let frontier: [UInt8]
  }

  let trees: [Tree]
  /// Whether every leaf of the last seal is one that the login reads.
  private var readsWholeBooks = false
  let floors: (entry: Int64, record: Int64)
  private(set) var broken: [BrokenRule] = []
  /// How many leaves were made again from rows, and how many the last seal covers, of all organizations.
  private(set) var (leafCount, sealedCount) = (0, 0)
  /// How many entries and records that this login reads have no leaf yet.
  private(set) var unsealedCount = 0
  /// The hashes of records, and the kinds whose rows this login may not read.
  var records: [Record: [UInt8]] = [:]
  var unread: Set<String> = []
  var heads: [Head] = []
  /// The commitments of texts that were removed, with where the first of each stands.
  var removed: [String: (organization: Int64, place: String)] = [:]

  init(_ connection: borrowing Connection) throws {
    trees = try connection.execute(
      """
      select t.organization_id as id, coalesce(o.code, '')::text as code
      from (
        select organization_id from ledger.tree_head
        union
        -- Those without a leaf, too: where one was put in below the floor, that is named.
        select id from ledger.organization
        where pg_has_role(session_user, 'ledger_owner', 'member') or id = any (ledger.readable_organizations())
      ) t
      left join ledger.organization o on o.id = t.organization_id
      order by 1
      """
    ).map { Tree(organization: try $0.int64("id"), code: try $0.text("code")) }
    floors = try connection.execute(
      """
      select coalesce(max(entry_floor), 0) as entry, coalesce(max(record_floor), 0) as record
      from (select entry_floor, record_floor from ledger.sealing union all select entry_floor, record_floor from ledger.seal) f
      """
    ).only { (try $0.int64("entry"), try $0.int64("record")) }
  }

  /// Goes through all of it, at the moment of the transaction that it is called in.
  mutating func run(_ connection: borrowing Connection) throws {
    for form in RecordForm.all { try read(form, connection) }
    heads = try connection.execute(
      """
      select organization_id, seal_number, leaf_count, encode(root, 'hex') as root, encode(frontier, 'hex') as frontier
      from ledger.tree_head order by 1, 2
      """
    ).map {
      Head(
        organization: try $0.int64("organization_id"), seal: try $0.int64("seal_number"),
        size: try $0.int64("leaf_count"),
        root: ByteText(hex: try $0.text("root"))?.bytes ?? [],
        frontier: ByteText(hex: try $0.text("frontier"))?.bytes ?? [])
    }
    let lives = try BookLife.all(connection)
    let seals = try SealedRoot.all(connection)
    sealedCount = seals.last.map { Int($0.leafCount) } ?? 0
    readsWholeBooks = heads(at: .max).values.reduce(0) { $0 + $1.size } == seals.last?.leafCount ?? 0
    addRestored(lives, seals)
    for tree in trees {
      let gone = try entryHashes(of: tree, connection)
      for number in gone.moved {
        named(.sealedRecordStands, tree.organization, "entry \(number)", "a line of it has another day than the entry")
      }
      for (commitment, number) in gone.removed { removed[commitment] = (tree.organization, "entry \(number)") }
      try compareLeaves(of: tree, gone.hashes, connection)
    }
    for (record, _) in records where record.kind != "restored" {
      guard record.number <= floors.record else {
        unsealedCount += 1
        continue
      }
      named(
        .sealedRecordStands, record.organization, place(record),
        "has no leaf, and everything of so low a number is sealed")
    }
    try compareRoots(lives, seals, connection)
    try compareRemovals(connection)
  }

  /// Every text that was removed has a removal that was approved.
  private mutating func compareRemovals(_ connection: borrowing Connection) throws {
    guard !unread.contains("text_removal") else { return }
    let said = Set(
      try connection.execute("select commitment from ledger.text_removal").map { try $0.text("commitment") })
    for (commitment, place) in removed where !said.contains(commitment) {
      named(.removedAsApproved, place.organization, place.place, "a text of it is removed, and no removal says so")
    }
  }

  mutating func named(_ rule: SQLState, _ organization: Int64?, _ place: String, _ problem: String) {
    let code = trees.first { $0.organization == organization }?.code
    let name =
      switch rule {
      case .sealStands: "seal stands"
      case .removedAsApproved: "removed as approved"
      default: "sealed record stands"
      }
    broken.append(
      BrokenRule(
        rule: "\(rule.rawValue) \(name)", organization: organization == 0 ? "number 0" : code, place: place,
        problem: "\(problem) (recomputed by the program)"))
  }

  private func place(_ record: Record) -> String {
    switch record.kind {
    case "entry": "entry \(record.number)"
    case "restored": "restore \(record.number)"
    default: "\(record.kind) record \(record.number)"
    }
  }

  /// Compares the leaves of a tree with what rows make, and its roots with what leaves make.
  private mutating func compareLeaves(
    of tree: Tree, _ entries: consuming [Int64: [UInt8]], _ connection: borrowing Connection
  ) throws {
    var due = entries
    var growing = GrowingTree()
    var ahead = heads.filter { $0.organization == tree.organization }[...]
    var after: Int64 = -1
    while true {
      let leaves = try connection.execute(
        """
        select leaf_index, seal_number, kind, number, encode(hash, 'hex') as hash
        from ledger.leaf
        where organization_id = \(tree.organization) and leaf_index > \(after)
        order by leaf_index
        limit 20000
        """
      ).map {
        (
          index: try $0.int64("leaf_index"), seal: try $0.int64("seal_number"),
          record: Record(
            organization: tree.organization, kind: try $0.text("kind"), number: try $0.int64("number")),
          hash: ByteText(hex: try $0.text("hash"))?.bytes ?? []
        )
      }
      guard let last = leaves.last else { break }
      after = last.index
      for leaf in leaves {
        if !unread.contains(leaf.record.kind) {
          let made =
            leaf.record.kind == "entry"
            ? due.removeValue(forKey: leaf.record.number) : records.removeValue(forKey: leaf.record)
          leafCount += 1
          if made == nil {
            named(
              .sealedRecordStands, tree.organization, place(leaf.record),
              "was sealed as leaf \(leaf.index), and is gone")
          } else if made != leaf.hash {
            named(
              .sealedRecordStands, tree.organization, place(leaf.record), "is not as it was sealed (leaf \(leaf.index))"
            )
          }
        }
        if let head = ahead.first, leaf.seal != head.seal || leaf.index != growing.size {
          named(
            .sealStands, tree.organization, "leaf \(leaf.index)",
            "says seal \(leaf.seal), and is leaf \(growing.size) in seal \(head.seal)")
        }
        growing.add(leaf.hash)
        while let head = ahead.first, head.size <= growing.size {
          if head.size < growing.size || head.root != growing.root || head.frontier != growing.frontier {
            named(
              .sealStands, tree.organization, "tree at seal \(head.seal)",
              "its root is not that of its leaves: leaves or roots were changed")
          }
          ahead = ahead.dropFirst()
        }
      }
    }
    for head in ahead {
      named(.sealStands, tree.organization, "tree at seal \(head.seal)", "it has fewer leaves than it says")
    }
    unsealedCount += due.keys.count { $0 > floors.entry }
    for number in due.keys.sorted() where number <= floors.entry {
      named(
        .sealedRecordStands, tree.organization, "entry \(number)",
        "has no leaf, and everything of so low a number is sealed")
    }
  }
}

/// A life of the books: made, or restored from a backup.
struct BookLife {
  let number: Int64
  let id: String
  let createdAt: String
  let createdBy: String

  static func all(_ connection: borrowing Connection) throws -> [Int64: BookLife] {
    let rows = try connection.execute("select number, id::text, created_at, created_by from meta.instance").map {
      BookLife(
        number: try $0.int64("number"), id: try $0.text("id"), createdAt: try $0.text("created_at"),
        createdBy: try $0.text("created_by"))
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.number, $0) })
  }

  /// The name of a tree in this life.
  func origin(of tree: SealRecomputation.Tree) -> String {
    "ledgerctl/\(id)-\(number)/\(tree.organization == 0 ? "0" : tree.code)"
  }
}

/// A seal with its root, as it is recorded.
struct SealedRoot {
  let number: Int64
  let life: Int64
  let leafCount: Int64
  let root: [UInt8]
  /// The hash of what it says of itself, the first leaf under its root.
  let said: [UInt8]

  static func all(_ connection: borrowing Connection) throws -> [SealedRoot] {
    try connection.executeAsStored(
      """
      select number, instance_number, sealed_at, sealed_by, last_entry_number, last_record_number, entry_count, leaf_count, entry_floor,
        record_floor, encode(root, 'hex') as root
      from ledger.seal
      order by number
      """
    ).map { row in
      var text = LeafText("seal/1")
      text.field(try row.text("number"))
      text.moment(try row.text("sealed_at"))
      text.login(try row.text("sealed_by"))
      for column in [
        "last_entry_number", "last_record_number", "entry_count", "leaf_count", "entry_floor", "record_floor",
      ] {
        text.field(try row.text(column))
      }
      text.endLine()
      return SealedRoot(
        number: try row.int64("number"), life: try row.int64("instance_number"),
        leafCount: try row.int64("leaf_count"), root: ByteText(hex: try row.text("root"))?.bytes ?? [], said: text.hash)
    }
  }
}

extension SealRecomputation {
  /// The last head of each tree at or before a seal.
  private func heads(at seal: Int64) -> [Int64: Head] {
    var found: [Int64: Head] = [:]
    for head in heads where head.seal <= seal { found[head.organization] = head }
    return found
  }

  /// The records of kind restored that are due: one for each tree, where a seal is of another life than the one before it.
  private mutating func addRestored(_ lives: [Int64: BookLife], _ seals: [SealedRoot]) {
    for (before, seal) in zip(seals, seals.dropFirst()) where seal.life != before.life {
      guard let life = lives[seal.life], let last = lives[before.life] else { continue }
      let old = heads(at: before.number)
      for tree in trees {
        guard let head = old[tree.organization] else { continue }
        var text = LeafText("restored/1")
        text.field(tree.organization == 0 ? "" : tree.code)
        text.field("\(life.number)")
        text.moment(life.createdAt)
        text.login(life.createdBy)
        text.field(last.origin(of: tree))
        text.field("\(head.size)")
        text.field(Base64.text(of: head.root))
        text.endLine()
        records[Record(organization: tree.organization, kind: "restored", number: life.number)] = text.hash
      }
    }
  }

  /// Compares the roots of seals with what they say and the trees under them: of each seal where the login reads all trees, else of the last, with what the
  /// database says of the trees of others.
  private mutating func compareRoots(
    _ lives: [Int64: BookLife], _ seals: [SealedRoot], _ connection: borrowing Connection
  ) throws {
    for seal in readsWholeBooks ? seals[...] : seals.suffix(1) {
      let old = heads(at: seal.number)
      var own: [[UInt8]] = []
      for tree in trees {
        guard let head = old[tree.organization], let life = lives[seal.life] else { continue }
        let checkpoint = "\(life.origin(of: tree))\n\(head.size)\n\(Base64.text(of: head.root))\n"
        own.append(SHA256.digest(of: [0] + Array(checkpoint.utf8)))
      }
      var all = own
      if !readsWholeBooks {
        all = try connection.execute(
          "select encode(checkpoint_hash, 'hex') as hash from ledger.trees_of_seal(\(seal.number)) where place > 0 order by place"
        ).map { ByteText(hex: try $0.text("hash"))?.bytes ?? [] }
        if !own.allSatisfy(all.contains) {
          named(.sealStands, nil, "seal \(seal.number)", "a tree that you read is not under its root")
        }
      }
      var tree = GrowingTree()
      for hash in [seal.said] + all { tree.add(hash) }
      if tree.root != seal.root {
        named(.sealStands, nil, "seal \(seal.number)", "its root is not that of what it says and of its trees")
      }
    }
  }

  /// Makes the hashes of the records of a kind; remembers the kind where its rows may not be read.
  private mutating func read(_ form: RecordForm, _ connection: borrowing Connection) throws {
    let mayRead = try connection.execute(
      "select has_table_privilege('ledger.' || \(form.kind), 'select') as x"
    ).only { try $0.bool("x") }
    guard mayRead else {
      unread.insert(form.kind)
      return
    }
    var parts: [String: [UInt8]] = [:]
    for part in form.parts {
      var lines: [String: [[UInt8]]] = [:]
      try connection.executeAsStored(
        "select \(part.key) as record, p.organization_id\(part.fields.selected(of: "p")) from \(part.rows)"
      ).forEachRow { row in
        var text = LeafText("")
        text.line(part.word)
        try part.fields.write(row, to: &text)
        for commitment in text.removed {
          removed[commitment] = (try row.int64("organization_id"), "\(form.kind) \(try row.text("record"))")
        }
        lines[try row.text("record"), default: []].append(text.bytes)
      }
      for (record, found) in lines {
        let ordered = part.isSorted ? found.sorted { $0.lexicographicallyPrecedes($1) } : found
        parts[record, default: []] += ordered.joined()
      }
    }
    let place: Query =
      switch form.kind {
      case "membership_revocation": "join ledger.membership m on m.number = r.membership_number"
      default: ""
      }
    let organization: Query =
      switch form.kind {
      case "organization": "r.id"
      case "network": "0"
      case "membership": "coalesce(r.organization_id, 0)"
      case "membership_revocation": "coalesce(m.organization_id, 0)"
      default: "r.organization_id"
      }
    let codes = Dictionary(uniqueKeysWithValues: trees.map { ($0.organization, $0.code) })
    try connection.executeAsStored(
      """
      select \(organization) as place, r.record_number, r.recorded_at, r.recorded_by, \(form.key) as record\(form.fields.selected(of: "r"))
      from ledger.\(unescaped: form.kind) r
      \(place)
      """
    ).forEachRow { row in
      let organization = try row.int64("place")
      guard let code = codes[organization] else { return }
      var text = LeafText("\(form.kind)/2")
      text.field(code)
      let number = try row.int64("record_number")
      text.field("\(number)")
      text.moment(try row.text("recorded_at"))
      text.login(try row.text("recorded_by"))
      try form.fields.write(row, to: &text)
      text.add(parts[try row.text("record")] ?? [])
      text.endLine()
      for commitment in text.removed { removed[commitment] = (organization, "\(form.kind) record \(number)") }
      records[Record(organization: organization, kind: form.kind, number: number)] = text.hash
    }
  }
}
