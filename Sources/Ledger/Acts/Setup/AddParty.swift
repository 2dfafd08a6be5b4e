/// Adds a party: a funder, a vendor, a partner, a member of staff; never a young person.
package struct AddParty: FactAct {
  package static let comesInHeaps = true
  package static let words = ["party", "add"]
  package static let fields: [ActField] = [
    .organization, .code("Short name"), .name("Name as on the invoice or award letter"),
    .word("kind", "What it is", Party.Kind.allCases.map { ($0.rawValue, "") }),
  ]

  package let organization: Organization
  private let party: Party

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let code = try reader.newCode()
    let kind = try reader.choice("kind", Party.Kind.self) ?? .business
    try reader.finish()
    guard let organization, let code, let name = values["name"] else { preconditionFailure("a fault was kept") }
    self.organization = organization
    party = Party(code: code, name: name, kind: kind)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addParties([party], to: organization)
    return FactReport("Added party \(party.code), \(party.name).")
  }
}

/// Adds an account to the chart.
package struct AddAccount: FactAct {
  package static let words = ["account", "add"]
  package static let fields: [ActField] = [
    .organization, .code("Account code"), .name("Account name"),
    .word("kind", "What kind of account it is", Account.Kind.allCases.map { ($0.typed, "") }).always,
    .word("role", "What it is to rules and commands", AccountRole.allCases.map { ($0.rawValue, "") }),
    .flag("outside-budgets", "Never actual spending of a budget, as depreciation and gifts in kind"),
  ]

  package let organization: Organization
  private let account: Account

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let organization = try reader.organization(books)
    let code = try reader.newCode()
    let kind = try reader.read("kind") { try ActReader.word($0.replacing("-", with: "_"), Account.Kind.self) }
    let role = try reader.read("role") { try ActReader.word($0.replacing("-", with: "_"), AccountRole.self) }
    try reader.finish()
    guard let organization, let code, let name = values["name"], let kind else {
      preconditionFailure("a fault was kept")
    }
    self.organization = organization
    account = Account(
      code: code, name: name, kind: kind, countsTowardBudget: !values.has("outside-budgets"), role: role)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addAccount(account, to: organization)
    return FactReport("Added account \(account.code), \(account.name).")
  }
}

extension Account.Kind {
  /// As it is typed: `net-assets`.
  package var typed: String { rawValue.replacing("_", with: "-") }
}

/// Makes the fund of an award ahead of the award.
package struct AddFund: FactAct {
  package static let words = ["fund", "add"]
  package static let fields: [ActField] = [.organization, .code("Fund code"), .name("Fund name")]

  package let organization: Organization
  private let code: String
  private let name: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    (organization, code, name) = try reader.named(books)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addFund(code: code, name: name, to: organization)
    return FactReport("Added fund \(code). Give it its award with \"ledgerctl award add ... --fund \(code)\".")
  }
}

/// Adds a program, for the functional classification of expenses.
package struct AddProgram: FactAct {
  package static let words = ["program", "add"]
  package static let fields: [ActField] = [.organization, .code("Program code"), .name("Program name")]

  package let organization: Organization
  private let code: String
  private let name: String

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    (organization, code, name) = try reader.named(books)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.addProgram(code: code, name: name, to: organization)
    return FactReport("Added program \(code), \(name).")
  }
}

extension ActField {
  /// A new code, as a command takes it without a name.
  static func code(_ label: String) -> ActField { argument("code", label) }

  /// A name, as a command takes it without one.
  static func name(_ label: String) -> ActField { argument("name", label) }

  private static func argument(_ name: String, _ label: String) -> ActField {
    var field = ActField.needed(name, label, .text)
    field.isArgument = true
    return field
  }
}

extension ActReader {
  /// A code that is new.
  mutating func newCode() throws -> String? { try read("code") { try Code(parsing: $0).text } }

  /// The organization, and code and name of what is added to it; throws all faults of them.
  fileprivate mutating func named(_ books: borrowing Books) throws -> (Organization, code: String, name: String) {
    let organization = try organization(books)
    let code = try newCode()
    try finish()
    guard let organization, let code, let name = values["name"] else { preconditionFailure("a fault was kept") }
    return (organization, code, name)
  }
}
