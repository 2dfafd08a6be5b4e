extension BudgetDraft {
  /// Columns of a budget file.
  package static let columns: [CSVColumn] = [
    .required("line"), .required("name"), .required("category"), .required("account"), .required("amount"),
  ]

  /// Reads a budget from CSV. Throws `SourceFaults` with every fault, also where it does not add up to the award.
  package init(parsing bytes: [UInt8], file: String, award: Award, accounts: [Account]) throws {
    var table = CSVTable(parsing: bytes, file: file, columns: Self.columns)
    var lines: [Line] = []
    var seen: [String: Int] = [:]
    for row in table.rows {
      let code = table.faults.code(row["line"])
      let name = table.faults.text(row["name"])
      let category = table.faults.choice(row["category"], of: BudgetCategory.allCases.map(\.rawValue))
      let account = table.faults.choice(row["account"], of: accounts.map(\.code))
      let amount = table.faults.money(row["amount"])
      if let amount, amount.isNegative {
        table.faults.add(at: row["amount"], cause: "a budget amount is less than zero", nextStep: "write zero or more")
      }
      if let code, let first = seen.updateValue(row.line, forKey: code.text) {
        table.faults.add(
          at: row["line"], cause: "line ‹\(code)› stands twice, first in line \(first)",
          nextStep: "give each line its own code")
      }
      guard let code, let name, let category = category.flatMap(BudgetCategory.init(rawValue:)), let account, let amount
      else { continue }
      lines.append(Line(code: code.text, name: name, category: category, account: account, amount: amount))
    }
    self.init(lines: lines)
    if table.faults.isEmpty, total != award.amount, let last = table.rows.last {
      table.faults.add(
        at: last["amount"], cause: "the budget adds up to \(total.grouped), the award is \(award.amount.grouped)",
        nextStep: Self.hint(difference: total - award.amount))
    }
    try table.faults.throwIfAny()
  }

  private static func hint(difference: Money) -> String {
    let size = Money(cents: difference.isNegative ? -difference.cents : difference.cents)
    let direction = difference.isNegative ? "too little" : "too much"
    let swapped = size.cents % 9 == 0 ? "; a difference divisible by nine is often two digits swapped" : ""
    return "it is \(size.grouped) \(direction)\(swapped)"
  }
}
