extension BudgetSpread {
  /// Columns of a file of budget lines by month.
  package static let columns: [CSVColumn] = [.required("line"), .required("month"), .required("amount")]

  /// Reads what lines of an award's budget are planned to spend month by month from CSV. Throws `SourceFaults` with every fault, also where
  /// the months of a line do not add up to its budget.
  package static func read(parsing bytes: [UInt8], file: String, award: Award) throws -> [BudgetSpread] {
    var table = CSVTable(parsing: bytes, file: file, columns: columns)
    var amounts: [String: [Month: Money]] = [:]
    var last: [String: CSVRow] = [:]
    for row in table.rows {
      let line = table.faults.choice(row["line"], of: award.lines.map(\.code))
      // A spreadsheet makes a day of a month.
      let month = table.faults.read(row["month"]) { text throws(DayError) in
        if let day = try? Day(parsing: text) { return day.month }
        return try Month(parsing: text)
      }
      let amount = table.faults.money(row["amount"])
      if let amount, amount.isNegative {
        table.faults.add(at: row["amount"], cause: "a planned amount is less than zero", nextStep: "write zero or more")
      }
      guard let line, let month, let amount else { continue }
      if amounts[line, default: [:]].updateValue(amount, forKey: month) != nil {
        table.faults.add(
          at: row["month"], cause: "line ‹\(line)› has \(month) twice", nextStep: "write each month of a line once")
      }
      last[line] = row
    }
    let spreads = award.lines.compactMap { line in
      amounts[line.code].map { BudgetSpread(line: line.code, byMonth: $0) }
    }
    if table.faults.isEmpty {
      for spread in spreads {
        guard let row = last[spread.line], let budget = award.lines.first(where: { $0.code == spread.line })?.amount,
          spread.total != budget
        else { continue }
        table.faults.add(
          at: row["amount"],
          cause: "the months of ‹\(spread.line)› add up to \(spread.total.grouped), its budget is \(budget.grouped)",
          nextStep: "change the months so that they add up")
      }
    }
    try table.faults.throwIfAny()
    return spreads
  }
}
