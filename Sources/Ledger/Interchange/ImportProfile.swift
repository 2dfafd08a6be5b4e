/// How a spreadsheet is written: declared, kept with the books, and held to strictly. Nothing is guessed while a file is read.
public struct ImportProfile: Sendable, Hashable {
  /// The order of the parts of a date that is text.
  public enum DateOrder: String, Sendable, CaseIterable {
    case yearMonthDay = "ymd"
    case monthDayYear = "mdy"
    case dayMonthYear = "dmy"
  }

  /// How an amount below zero is written.
  public enum Negative: String, Sendable, CaseIterable { case minus, brackets }

  /// What its files hold.
  public var kind: ImportKind
  /// Our column, by the name that the file has for it.
  public var columns: [String: String]
  /// Columns of the file that are passed over.
  public var ignored: [String]
  /// Our columns that the file does not have, with the one value that every row takes.
  public var constants: [String: String]
  /// Of dates that are text.
  public var dateOrder: DateOrder
  /// What stands between groups of three digits; empty: nothing does.
  public var grouping: String
  /// What stands before the cents.
  public var decimal: String
  /// A sign that stands before or after amounts; empty: none does.
  public var currency: String
  /// How an amount below zero is written.
  public var negative: Negative
  /// Of CSV: what stands between fields: a comma, a semicolon, `tab` or a bar.
  public var separator: String
  /// Of a workbook: the sheet; empty: its only one.
  public var sheet: String

  /// The profile of files that are written as our templates are.
  public init(kind: ImportKind) {
    self.kind = kind
    (columns, ignored, constants) = ([:], [], [:])
    (dateOrder, grouping, decimal, currency, negative) = (.yearMonthDay, "", ".", "", .minus)
    (separator, sheet) = (",", "")
  }

  /// The byte between the fields of a CSV file.
  public var separatorByte: UInt8 { separator == "tab" ? 9 : separator.utf8.first ?? UInt8(ascii: ",") }

  /// Our columns of a kind of file.
  public static func columns(of kind: ImportKind) -> [CSVColumn] {
    switch kind {
    case .expenses: ExpenseImport.columns
    case .payroll: PayrollImport.columns
    case .bills: BillImport.columns
    case .opening: OpeningImport.columns
    }
  }

  package static let dateColumns: Set = [
    "date", "service_date", "service_through", "service_from", "pay_date", "invoice_date", "due",
  ]
  package static let amountColumns: Set = ["amount", "gross", "fringe", "hours", "debit", "credit"]
}

// Reading a table by a profile.
extension ImportProfile {
  /// The table as the CSV that an import reads, with what is wrong in it. A row with a fault is left out.
  func written(_ table: SourceTable, file: String, columns declared: [CSVColumn]) -> (PlacedCSV, [SourceFault]) {
    var (output, faults) = (PlacedCSV(), [SourceFault]())
    guard let header = table.rows.first else {
      let names = declared.map(\.name).joined(separator: ",")
      return (
        output,
        [
          SourceFault(
            file: file, line: 1, column: 1, excerpt: "", cause: "there is nothing in it",
            nextStep: "start it with a row of names: \(names)")
        ]
      )
    }
    func fault(_ cell: SourceCell, _ cause: String, _ nextStep: String?, suggestion: String? = nil) {
      var fault = SourceFault(
        file: file, line: 1, column: 1, excerpt: "", cause: cause, nextStep: nextStep, suggestion: suggestion)
      fault.place(at: cell, rank: faults.count)
      faults.append(fault)
    }
    var positions: [(name: String, index: Int)] = []
    for (index, cell) in header.enumerated() where !(cell.text.isEmpty && cell.fault == nil) {
      let theirs = cell.text.trimmingSpaces
      if ignored.contains(theirs) { continue }
      let known = declared.map(\.name)
      if let ours = columns[theirs] ?? (known.contains(theirs.lowercased()) ? theirs.lowercased() : nil) {
        if positions.contains(where: { $0.name == ours }) {
          fault(cell, "\(ours) stands twice", "take one of the columns out, or declare it as ignored")
        }
        positions.append((ours, index))
      } else {
        fault(
          cell, "the profile does not say what column \(VisibleText.quoted(theirs)) is",
          "declare it, or declare that it is ignored",
          suggestion: Suggestion.nearest(to: theirs, among: known + columns.keys))
      }
    }
    let fixed = constants.sorted { $0.key < $1.key }.filter { pair in !positions.contains { $0.name == pair.key } }
    let firstCell = header.first ?? SourceCell(text: "", place: "1:1")
    output.write(
      positions.map { position in
        var cell = header[position.index]
        cell.text = position.name
        return cell
      } + fixed.map { SourceCell(text: $0.key, place: firstCell.place) })
    for row in table.rows.dropFirst() {
      let before = faults.count
      let cells = positions.map { position -> SourceCell in
        let cell = position.index < row.count ? row[position.index] : SourceCell(text: "", place: row.last?.place ?? "")
        if let why = cell.fault {
          fault(cell, "\(position.name) cannot be read: \(why)", "mend the cell, and write the value itself in it")
          return cell
        }
        return value(of: cell, position.name) { fault(cell, $0, $1) }
      }
      for cell in row.dropFirst(header.count) where !cell.text.isEmpty {
        fault(cell, "the cell stands beside the columns that have a name", "name its column, or take it out")
      }
      // A row with nothing in the columns that count is no row.
      if faults.count == before, cells.contains(where: { !$0.text.isEmpty }) {
        output.write(cells + fixed.map { SourceCell(text: $0.value, place: row[0].place) })
      }
    }
    return (output, faults)
  }

  private func value(of cell: SourceCell, _ column: String, _ fault: (String, String) -> Void) -> SourceCell {
    var cell = cell
    let text = cell.text.trimmingSpaces
    if text.isEmpty || cell.kind == .date && Self.dateColumns.contains(column)
      || cell.kind == .number && Self.amountColumns.contains(column)
    {
      return cell
    }
    if Self.dateColumns.contains(column) {
      if cell.kind == .number {
        fault("\(column) ‹\(text)› is a number, not a date", "format the cell as a date, or write it as text")
      } else if let day = day(text) {
        cell.text = day
      } else {
        fault(
          "\(column) \(VisibleText.quoted(text)) is no date written as \(dateOrder.example)",
          "write it so, or declare another date order")
      }
    } else if Self.amountColumns.contains(column) {
      if let amount = amount(text) {
        cell.text = amount
      } else {
        fault(
          "\(column) \(VisibleText.quoted(text)) is no amount as declared: \(amountExample)",
          "write it so, or change the profile")
      }
    }
    return cell
  }

  /// A date in the declared order, as YYYY-MM-DD; the year in four digits, so that none is taken for a day.
  func day(_ text: String) -> String? {
    let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x2E || $0 == 0x2F }
    guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 48) } }
    let order: [Int] =
      switch dateOrder {
      case .yearMonthDay: [0, 1, 2]
      case .monthDayYear: [2, 0, 1]
      case .dayMonthYear: [2, 1, 0]
      }
    guard parts[order[0]].count == 4, parts[order[1]].count <= 2, parts[order[2]].count <= 2 else { return nil }
    return try? Day(year: numbers[order[0]], month: numbers[order[1]], day: numbers[order[2]]).description
  }

  /// An amount in the declared form, in plain digits.
  func amount(_ text: String) -> String? {
    var (rest, isNegative) = (text, false)
    switch negative {
    case .brackets:
      if rest.hasPrefix("("), rest.hasSuffix(")") {
        (rest, isNegative) = (String(rest.dropFirst().dropLast()).trimmingSpaces, true)
      }
    case .minus:
      if rest.hasPrefix("-") { (rest, isNegative) = (String(rest.dropFirst()).trimmingSpaces, true) }
    }
    if !currency.isEmpty {
      if rest.hasPrefix(currency) {
        rest = String(rest.dropFirst(currency.count)).trimmingSpaces
      } else if rest.hasSuffix(currency) {
        rest = String(rest.dropLast(currency.count)).trimmingSpaces
      }
      if negative == .minus, !isNegative, rest.hasPrefix("-") { (rest, isNegative) = (String(rest.dropFirst()), true) }
    }
    let parts = rest.split(separator: Character(decimal), omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, parts.count == 1 || Self.isDigits(parts[1], 1...2) else { return nil }
    let groups =
      grouping.isEmpty
      ? [parts[0]] : parts[0].split(separator: Character(grouping), omittingEmptySubsequences: false).map(String.init)
    guard Self.isDigits(groups[0], groups.count == 1 ? 1...15 : 1...3),
      groups.dropFirst().allSatisfy({ Self.isDigits($0, 3...3) })
    else { return nil }
    return (isNegative ? "-" : "") + groups.joined() + (parts.count == 2 ? ".\(parts[1])" : "")
  }

  private static func isDigits(_ text: String, _ count: ClosedRange<Int>) -> Bool {
    count.contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// 1,234.50 as the profile writes it, and the same below zero.
  public var amountExample: String {
    let amount = "\(currency)1\(grouping)234\(decimal)50"
    return "\(amount), below zero \(negative == .brackets ? "(\(amount))" : "-\(amount)")"
  }
}

extension ImportProfile.DateOrder {
  /// The fourth of March 2022.
  public var example: String {
    switch self {
    case .yearMonthDay: "2022-03-04"
    case .monthDayYear: "03/04/2022 (month, day, year)"
    case .dayMonthYear: "04/03/2022 (day, month, year)"
    }
  }
}

extension String {
  /// Without spaces and tabs at both ends.
  package var trimmingSpaces: String {
    let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
    var view = String.UnicodeScalarView(scalars)
    while view.last?.properties.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}

// Kept with the books.
extension Books {
  /// Records a profile under a name, and returns its version. Throws SQLSTATE LM001.
  @discardableResult
  public func declare(_ profile: ImportProfile, as name: String, of organization: Organization) throws -> Int {
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
  public func importProfiles(of organization: Organization) throws -> [(
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
  public func importProfile(_ name: String, of organization: Organization) throws -> ImportProfile {
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
  public func importing<Value>(
    _ table: SourceTable, by profile: ImportProfile, columns: [CSVColumn]? = nil, file: String, dryRun: Bool = false,
    _ body: (InputFile, _ dryRun: Bool) throws -> Value
  ) throws -> Value {
    let (csv, faults) = profile.written(table, file: file, columns: columns ?? ImportProfile.columns(of: profile.kind))
    let input = InputFile(csv, name: file)
    do {
      let value = try body(input, dryRun || !faults.isEmpty)
      if !faults.isEmpty { throw SourceFaults(faults) }
      return value
    } catch let found as SourceFaults {
      let placed = found.faults.map { fault in
        var fault = fault
        if let cell = csv.cell(line: fault.line, column: fault.column), fault.cell == nil {
          fault.place(at: cell, rank: nil)
        }
        return fault
      }
      throw SourceFaults(
        faults.isEmpty || found.faults == faults ? placed : faults + placed.filter { !faults.contains($0) })
    }
  }
}
