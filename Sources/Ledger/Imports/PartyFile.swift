extension Party {
  /// Columns of a file of parties.
  package static let columns: [CSVColumn] = [.required("code"), .required("name"), .optional("kind")]

  /// Reads parties from CSV. Throws `SourceFaults` with every fault.
  package static func read(_ bytes: [UInt8], file: String) throws -> [Party] {
    var table = CSVTable(parsing: bytes, file: file, columns: columns)
    var seen: [String: Int] = [:]
    var parties: [Party] = []
    for row in table.rows {
      let code = table.faults.code(row["code"])
      let name = table.faults.text(row["name"])
      let kind =
        row["kind"].ifFilled.map { table.faults.choice($0, of: Kind.allCases.map(\.rawValue)) }
        ?? Kind.business.rawValue
      if let code, let first = seen.updateValue(row.line, forKey: code.text) {
        table.faults.add(
          at: row["code"], cause: "party ‹\(code)› stands twice, first in line \(first)",
          nextStep: "take one of them out")
      }
      if let code, let name, let kind = kind.flatMap(Kind.init(rawValue:)) {
        parties.append(Party(code: code.text, name: name, kind: kind))
      }
    }
    try table.faults.throwIfAny()
    return parties
  }
}
