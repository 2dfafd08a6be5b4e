import ArgumentParser
import Ledger

/// A role as typed: `finance-admin` or `finance_admin`.
extension MemberRole: ExpressibleByArgument {
  public init?(argument: String) { self.init(rawValue: argument.replacing("-", with: "_")) }
  public static var allValueStrings: [String] { allCases.map { $0.rawValue.replacing("_", with: "-") } }
}

/// Where a membership holds.
struct ScopeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("One organization.", valueName: "code"), completion: .organizations) var org: String?
  @Option(
    help: ArgumentHelp("Every organization of a national partner's network.", valueName: "code"), completion: .networks)
  var network: String?
  @Option(
    help: ArgumentHelp("One award: for its funder, or an auditor of it.", valueName: "award"), completion: .awards)
  var award: String?

  func validate() throws {
    if [org, network, award].compactMap({ $0 }).count > 1 {
      throw ValidationError("a membership has one scope: --org, --network or --award")
    }
  }

  func scope(_ books: borrowing Books) throws -> MemberScope {
    if let award { return .award(try books.award(award)) }
    if let network { return .network(try books.network(network)) }
    if let org { return .organization(try books.organization(org)) }
    return .books
  }
}

struct User: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Who may do what: memberships of logins.",
    discussion: """
      Roles: recorder, approver, finance-admin, auditor (reads everything in scope, changes nothing), funder (budget-line
      totals of its own awards only). Scope: --org, --network or --award; without one, the whole books.
      """,
    subcommands: [Grant.self, Revoke.self, List.self])

  struct Grant: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "grant", abstract: "Give a login a role; makes the login where there is none.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var scope: ScopeOptions
    @Argument(help: "The login; one a person.", completion: .logins) var login: String
    @Argument(help: "The role.") var role: MemberRole
    @Option(help: "The first day, YYYY-MM-DD; defaults to today.", transform: Read.day) var from: Day?
    @Option(help: "The last day, YYYY-MM-DD; without it, until it is taken back.", transform: Read.day) var through:
      Day?

    func validate() throws {
      if let from, let through, through < from { throw ValidationError("--through is before --from") }
    }

    func run() throws {
      let target = try connection.target()
      try connection.openAsInstaller { books in
        let scope = try scope.scope(books)
        let isNew = try books.write { try books.grant(role, to: login, in: scope, from: from, through: through) }
        do { try target.localCluster?.allow(login: login) } catch let error as ClusterError {
          throw ExplainedError(
            failure: Failure(
              .refused, "\(login) has the role now, and cannot connect to these local books yet: \(error)",
              nextStep: "mend that, then run the same command again"))
        }
        let days = [from.map { "from \($0)" }, through.map { "through \($0)" }].compactMap(\.self)
        print(
          !isNew
            ? "\(login) had that role already."
            : "\(login) is \(([days.isEmpty ? "now" : nil, role.rawValue] + days).compactMap(\.self).joined(separator: " "))."
        )
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Take a role back; what was recorded stays.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var scope: ScopeOptions
    @Argument(help: "The login.", completion: .logins) var login: String
    @Argument(help: "The role.") var role: MemberRole
    @Option(help: "Why.") var reason: String?

    func run() throws {
      try connection.openAsInstaller { books in
        let scope = try scope.scope(books)
        try books.write {
          guard try books.revoke(role, from: login, in: scope, reason: reason) else {
            throw Refusal(
              "\(login) does not have that role there", nextStep: "\"ledgerctl user list\" shows who has which")
          }
        }
        print("\(login) is no longer \(role.rawValue).")
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List memberships.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Those too that are over, were taken back, or begin later.") var all = false

    func run() throws {
      try connection.open { books in
        let rows = try books.memberships(ended: all).map { member -> [StatementCell] in
          let cells: [StatementCell] = [
            .integer(Int(member.number)), .text(member.login), .text(member.role.rawValue), .text(member.scope),
            .text(member.firstDay.description), .optional(member.lastDay?.description), .text(member.granted),
          ]
          return all ? cells + [.optional(member.revoked)] : cells
        }
        let columns = [
          StatementColumn("number", "No.", .integer), StatementColumn("login", "Login", .text),
          StatementColumn("role", "Role", .text), StatementColumn("scope", "Scope", .text),
          StatementColumn("from", "From", .text), StatementColumn("through", "Through", .text),
          StatementColumn("granted", "Granted by", .text),
        ]
        try output.write(
          .list(
            "Memberships", all ? columns + [StatementColumn("revoked", "Taken back by", .text)] : columns, rows,
            empty: "You see no memberships."))
      }
    }
  }
}

struct Network: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "National partners' networks of organizations.",
    subcommands: [List.self, Add.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List networks.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        try books.requireReaderOfAny()
        let rows = try books.networks().map { network -> [StatementCell] in
          [.text(network.code), .text(network.name), .text(network.organizations.joined(separator: ", "))]
        }
        try output.write(
          .list(
            "Networks",
            [
              StatementColumn("code", "Code", .text), StatementColumn("name", "Name", .text),
              StatementColumn("organizations", "Organizations", .text),
            ], rows, empty: "There is no network that you may read."))
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Make a network, or add organizations to it.",
      discussion: "Then \"ledgerctl user grant LOGIN auditor --network CODE\" lets the partner read all of them.")
    @OptionGroup var connection: BooksOptions
    @Argument(help: "Short name.", transform: Read.code) var code: String
    @Argument(help: "Name of the partner.") var name: String
    @Option(
      name: .customLong("org"),
      help: ArgumentHelp("An organization of it; may be given several times.", valueName: "code"),
      completion: .organizations) var orgs: [String] =
        []

    func run() throws {
      try connection.openAsInstaller { books in
        let organizations = try orgs.map { try books.organization($0) }
        try books.write { try books.addNetwork(code: code, name: name, organizations: organizations) }
        print("Network \(code) includes \(orgs.isEmpty ? "no organization yet" : orgs.joined(separator: ", ")).")
      }
    }
  }
}
