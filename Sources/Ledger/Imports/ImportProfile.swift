extension ImportProfile {
  /// Our columns of a kind of file.
  package static func columns(of kind: ImportKind) -> [CSVColumn] {
    switch kind {
    case .expenses: ExpenseImport.columns
    case .payroll: PayrollImport.columns
    case .bills: BillImport.columns
    case .opening: OpeningImport.columns
    }
  }
}

// Kept with the books.
extension Books {
  /// Records a profile under a name, and returns its version. Throws SQLSTATE LM001.
  @discardableResult
  package func declare(_ profile: ImportProfile, as name: String, of organization: Organization) throws -> Int {
    func pairs(_ map: [String: String]) -> JSONText {
      .array(map.sorted { $0.key < $1.key }.map { .object([("key", .string($0.key)), ("value", .string($0.value))]) })
    }
    let content = JSONText.object([
      ("columns", pairs(profile.columns)), ("constants", pairs(profile.constants)),
      ("ignored", .array(profile.ignored.map { .object([("key", .string($0))]) })),
      ("date_order", .string(profile.dateOrder.rawValue)), ("grouping", .string(profile.grouping)),
      ("decimal", .string(profile.decimal)), ("currency", .string(profile.currency)),
      ("negative", .string(profile.negative.rawValue)), ("separator", .string(profile.separator)),
      ("sheet", .string(profile.sheet)),
    ])
    return try connection.execute(
      "select ledger.declare_profile(\(organization.id), \(name), \(profile.kind.rawValue), \(content.inline)::jsonb) as version"
    ).only { try $0.int("version") }
  }

  /// The profiles of an organization by name, each in its last version; those whose last content was removed are none any more.
  package func importProfiles(of organization: Organization) throws -> [(
    name: String, version: Int, profile: ImportProfile
  )] {
    try connection.execute(
      """
      select p.name, p.version, p.kind, p.content ->> 'date_order' as date_order, p.content ->> 'grouping' as grouping,
        p.content ->> 'decimal' as decimal, p.content ->> 'currency' as currency, p.content ->> 'negative' as negative,
        p.content ->> 'separator' as separator, p.content ->> 'sheet' as sheet
      from (
        select distinct on (name) *
        from ledger.import_profile
        where organization_id = \(organization.id)
        order by name, version desc
      ) p
      where jsonb_typeof(p.content) = 'object'
      order by p.name
      """
    ).map { row in
      let (name, version) = (try row.text("name"), try row.int("version"))
      var profile = ImportProfile(kind: ImportKind(rawValue: try row.text("kind")) ?? .expenses)
      profile.dateOrder = .init(rawValue: try row.text("date_order")) ?? .yearMonthDay
      (profile.grouping, profile.decimal) = (try row.text("grouping"), try row.text("decimal"))
      (profile.currency, profile.separator) = (try row.text("currency"), try row.text("separator"))
      profile.negative = .init(rawValue: try row.text("negative")) ?? .minus
      profile.sheet = try row.text("sheet")
      return (name, version, profile)
    }.map { name, version, plain in
      var profile = plain
      try connection.execute(
        """
        select k.part, x.key, coalesce(x.value, '') as value
        from ledger.import_profile p
        cross join (values ('columns'), ('constants'), ('ignored')) as k (part)
        cross join lateral jsonb_to_recordset(p.content -> k.part) as x (key text, value text)
        where p.organization_id = \(organization.id) and p.name = \(name) and p.version = \(version)
        """
      ).forEachRow { row in
        let (key, value) = (try row.text("key"), try row.text("value"))
        switch try row.text("part") {
        case "columns": profile.columns[key] = value
        case "constants": profile.constants[key] = value
        default: profile.ignored.append(key)
        }
      }
      profile.ignored.sort()
      return (name, version, profile)
    }
  }

  /// The profile of this name. Throws `UnknownCode`.
  package func importProfile(_ name: String, of organization: Organization) throws -> ImportProfile {
    let known = try importProfiles(of: organization)
    guard let found = known.first(where: { $0.name == name }) else {
      throw UnknownCode(
        "profile", name, among: known.map(\.name),
        listCommand: "ledgerctl import profile list --org \(organization.code)")
    }
    return found.profile
  }

  /// Imports a table that a profile describes: `body` imports it as CSV. Every fault names the cell that it is about. Throws
  /// `SourceFaults`, or what `body` throws.
  package func importing<Value>(
    _ table: SourceTable, by profile: ImportProfile, columns: [CSVColumn]? = nil, file: String, dryRun: Bool = false,
    _ body: (InputFile, _ dryRun: Bool) throws -> Value
  ) throws -> Value {
    let read = PlacedTable(table, by: profile, file: file, columns: columns ?? ImportProfile.columns(of: profile.kind))
    let input = InputFile(read.csv, name: file)
    // Where no row was left, there is nothing that an import could say.
    guard read.faults.isEmpty || read.rowCount > 0 else { throw SourceFaults(read.faults) }
    do {
      let value = try body(input, dryRun || !read.faults.isEmpty)
      if read.faults.isEmpty { return value }
    } catch let found as SourceFaults {
      throw SourceFaults(read.faults + read.placed(found))
    }
    throw SourceFaults(read.faults)
  }
}
