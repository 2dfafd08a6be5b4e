import ArgumentParser
import Ledger

struct RegisterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "register", abstract: "Lines one after the other, with the balance after each.",
    discussion: """
      Of an account:      ledgerctl register --account 1010
      Owed to a payee:    ledgerctl register --account 2010 --party acme
      Of an award:        ledgerctl register --award YOUTH; its last balance is "to date" of the budget statement
      Of a budget line:   ledgerctl register --award YOUTH --line food

      --from says where to begin; what was before stands in the first row.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var output: OutputOptions
  @Option(help: "Natural account.", completion: .accounts) var account: String?
  @Option(help: "Fund.", completion: .funds) var fund: String?
  @Option(help: "Award: what it spent.", completion: .awards) var award: String?
  @Option(help: "Budget line of the award.", completion: .budgetLines) var line: String?
  @Option(help: "Payee or giver, by code or name.", completion: .parties) var party: String?
  @Option(help: "From this day on.", transform: Read.day) var from: Day?
  @Option(name: [.customLong("to"), .customLong("through")], help: "Through this day.", transform: Read.day) var to:
    Day?

  func run() throws {
    try connection.open { books in
      // An award names its organization.
      let named = try award.map { try books.award($0) }
      if let named, let other = try organization.org.map({ try books.organization($0) }), named.organization != other {
        throw Refusal(
          "award \(named.code) is one of \(named.organization.code), not of \(other.code)", nextStep: "leave --org out")
      }
      let organization = try named?.organization ?? books.organization(organization.org)
      try books.requireReader(of: organization)
      if let from, let to { _ = try DayWindow(from: from, through: to) }
      var filter = Register.Filter()
      (filter.account, filter.fund, filter.award, filter.budgetLine) = (account, fund, named?.code, line)
      filter.party = try party.map { try books.party($0, of: organization).code }
      (filter.from, filter.through) = (from, to)
      try output.write(try books.register(of: organization, filter).statement())
    }
  }
}
