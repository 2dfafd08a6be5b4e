import Values

/// A table as the CSV that an import reads, by a profile, and what is wrong in it. A row with a fault is left out.
package struct PlacedTable {
  /// The rows, with the way back to each cell.
  package private(set) var csv = PlacedCSV()
  /// What is wrong, each at its own cell.
  package private(set) var faults: [SourceFault] = []
  /// How many rows were written, without the header.
  package private(set) var rowCount = 0

  private let profile: ImportProfile
  private let file: String

  /// Reads a table.
  package init(_ table: SourceTable, by profile: ImportProfile, file: String, columns declared: [CSVColumn]) {
    (self.profile, self.file) = (profile, file)
    guard let header = table.rows.first else {
      let names = declared.map(\.name).joined(separator: ",")
      faults.append(
        SourceFault(
          file: file, line: 1, column: 1, excerpt: "", cause: "there is nothing in it",
          nextStep: "start it with a row of names: \(names)"))
      return
    }
    let positions = positions(in: header, declared)
    let fixed = profile.constants.sorted { $0.key < $1.key }.filter { pair in
      !positions.contains { $0.name == pair.key }
    }
    let firstCell = header.first ?? SourceCell(text: "", place: "1:1")
    csv.write(
      positions.map { position in
        var cell = header[position.index]
        cell.text = position.name
        return cell
      } + fixed.map { SourceCell(text: $0.key, place: firstCell.place) })
    var unnamed: Set<Int> = []
    for row in table.rows.dropFirst() {
      let before = faults.count
      let cells = positions.map { position -> SourceCell in
        let cell = position.index < row.count ? row[position.index] : SourceCell(text: "", place: row.last?.place ?? "")
        return value(of: cell, position.name)
      }
      for (index, cell) in row.enumerated() where !cell.isEmpty && (index >= header.count || header[index].isEmpty) {
        // Told once a column: whoever names it, or takes it out, has mended them all.
        guard unnamed.insert(index).inserted else { continue }
        fault(cell, "the cell stands in a column that has no name", "name its column, or take it out")
      }
      // A row with nothing in the columns that count is no row.
      if faults.count == before, cells.contains(where: { !$0.text.isEmpty }) {
        csv.write(cells + fixed.map { SourceCell(text: $0.value, place: row[0].place) })
        rowCount += 1
      }
    }
  }

  /// The faults that an import found in the CSV, each at the cell that it came from.
  package func placed(_ found: SourceFaults) -> [SourceFault] {
    found.faults.map { fault in
      var fault = fault
      if let cell = csv.cell(line: fault.line, column: fault.column) { fault.place(at: cell, rank: nil) }
      return fault
    }
  }

  /// Our columns, and where each stands in the rows.
  private mutating func positions(in header: [SourceCell], _ declared: [CSVColumn]) -> [(name: String, index: Int)] {
    let known = declared.map(\.name)
    var positions: [(name: String, index: Int)] = []
    for (index, cell) in header.enumerated() where !cell.isEmpty {
      let theirs = cell.text.trimmingSpaces
      if profile.ignored.contains(theirs) { continue }
      if let ours = profile.columns[theirs] ?? (known.contains(theirs.lowercased()) ? theirs.lowercased() : nil) {
        if positions.contains(where: { $0.name == ours }) {
          fault(cell, "\(ours) stands twice", "take one of the columns out, or declare it as ignored")
        }
        positions.append((ours, index))
      } else {
        fault(
          cell, "the profile does not say what column \(VisibleText.quoted(theirs)) is",
          "declare it, or declare that it is ignored",
          suggestion: Suggestion.nearest(to: theirs, among: known + profile.columns.keys))
      }
    }
    return positions
  }

  private mutating func fault(_ cell: SourceCell, _ cause: String, _ nextStep: String?, suggestion: String? = nil) {
    var fault = SourceFault(
      file: file, line: 1, column: 1, excerpt: "", cause: cause, nextStep: nextStep, suggestion: suggestion)
    fault.place(at: cell, rank: faults.count)
    faults.append(fault)
  }
}

// The value of a cell: what it shows, as the import wants it, or a fault.
extension PlacedTable {
  private mutating func value(of cell: SourceCell, _ column: String) -> SourceCell {
    if let why = cell.fault {
      fault(cell, "\(column) cannot be read: \(why)", "mend the cell, and write the value itself in it")
      return cell
    }
    if cell.text.trimmingSpaces.isEmpty { return cell }
    if ImportProfile.dateColumns.contains(column) { return day(cell, column) }
    if ImportProfile.amountColumns.contains(column) { return amount(cell, column) }
    let shown = "\(column) \(VisibleText.quoted(cell.text))"
    if cell.kind == .date {
      fault(cell, "\(shown) is a date, not a text", "format the cell as text, and write in it what is meant")
    } else if cell.kind == .number, !cell.isShownPlain {
      fault(
        cell, "\(shown) is a number that the cell shows in another way",
        "format the cell as text, and write in it what is meant")
    }
    return cell
  }

  private mutating func day(_ cell: SourceCell, _ column: String) -> SourceCell {
    var cell = cell
    let text = cell.text.trimmingSpaces
    switch cell.kind {
    case .date: break
    case .number:
      fault(cell, "\(column) ‹\(text)› is a number, not a date", "format the cell as a date, or write it as text")
    case .text:
      if let day = profile.day(text) {
        cell.text = day
      } else {
        fault(
          cell, "\(column) \(VisibleText.quoted(text)) is not a date written as \(profile.dateOrder.example)",
          "write it so, or declare another date order")
      }
    }
    return cell
  }

  private mutating func amount(_ cell: SourceCell, _ column: String) -> SourceCell {
    var cell = cell
    let text = cell.text.trimmingSpaces
    switch cell.kind {
    case .date:
      fault(cell, "\(column) \(VisibleText.quoted(text)) is a date, not an amount", "write the amount as a number")
    case .number:
      if let unit = cell.unit, unit == "%" || !profile.takes(unit) {
        fault(
          cell, "\(column) \(VisibleText.quoted(text)) is shown with \(VisibleText.quoted(unit)), not as US dollars",
          unit == "%"
            ? "write the amount itself in the cell"
            : "write the amount in US dollars; where it is that, format the cell as a plain number or declare the sign in a profile"
        )
      }
    case .text:
      if let amount = profile.amount(text) {
        cell.text = amount
      } else {
        fault(
          cell, "\(column) \(VisibleText.quoted(text)) is not an amount as declared: \(profile.amountExample)",
          "write it so, or change the profile")
      }
    }
    return cell
  }
}

extension ImportProfile {
  /// Whether an amount may be shown with this sign: that of the dollar, or the one that was declared.
  fileprivate func takes(_ unit: String) -> Bool { unit == currency || ["$", "USD", "US$"].contains(unit) }
}
