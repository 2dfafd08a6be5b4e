import ArgumentParser
import Ledger

/// What every command asks for that records another name.
struct RenameOptions: ParsableArguments {
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The new name.") var name: String
  @Option(help: "Why.") var reason: String

  static let discussion = """
    The code stays. Lists and statements show the new name at once, statements as recorded at an earlier seal the old one; "org names"
    lists both.
    """

  /// Records the name and says so. `find` answers what is renamed, in words, and the name it has.
  func run(
    _ find: (borrowing Books) throws -> (
      subject: NamedSubject, organization: Organization, what: String, formerName: String
    )
  ) throws {
    try connection.open { books in
      let found = try find(books)
      if found.formerName == name {
        return print(VisibleText.escaped("\(found.what) is ‹\(name)› already; nothing is recorded."))
      }
      try books.write(dryRun: write.dryRun) {
        try books.rename(found.subject, of: found.organization, to: name, reason: reason)
      }
      write.say("\(found.what) is ‹\(name)›, no longer ‹\(found.formerName)›.")
    }
  }
}

extension Org {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Record another name of an organization.", discussion: RenameOptions.discussion)
    @Argument(help: "The organization.", completion: .organizations) var organization: String
    @OptionGroup var options: RenameOptions

    func run() throws {
      try options.run { books in
        let found = try books.organization(organization)
        return (.organization, found, "Organization \(found.code)", found.name)
      }
    }
  }

  struct Names: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "names", abstract: "List every name that was changed: from, to, when, by whom and why.",
      discussion: "Names of an award are in \"award show\".")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The organization; may be left out where the books hold one.", completion: .organizations)
    var organization: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization)
        try output.write(
          .list(
            "Changed names of \(organization.name)",
            [
              StatementColumn("recorded_on", "Recorded", .date), StatementColumn("subject", "What", .text),
              StatementColumn("former_name", "From", .text, wraps: true),
              StatementColumn("name", "To", .text, wraps: true),
              StatementColumn("recorded_by", "By", .text), StatementColumn("reason", "Reason", .text, wraps: true),
            ],
            try books.renamings(of: organization).map {
              [
                .day($0.recordedOn), .text($0.subject), .text($0.formerName), .text($0.name), .text($0.recordedBy),
                .text($0.reason),
              ]
            }, empty: "No name was changed."))
      }
    }
  }
}

extension PartyCommand {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Record another name of a party.", discussion: RenameOptions.discussion)
    @OptionGroup var organization: OrganizationOption
    @Argument(help: "The party's code, or exactly its name.", completion: .parties) var party: String
    @OptionGroup var options: RenameOptions

    func run() throws {
      try options.run { books in
        let organization = try books.organization(organization.org)
        let found = try books.party(party, of: organization)
        return (.party(found.code), organization, "Party \(found.code)", found.name)
      }
    }
  }
}

extension AccountCommand {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Record another name of an account.", discussion: RenameOptions.discussion)
    @OptionGroup var organization: OrganizationOption
    @Argument(help: "The account.", completion: .accounts) var account: String
    @OptionGroup var options: RenameOptions

    func run() throws {
      try options.run { books in
        let organization = try books.organization(organization.org)
        let found = try books.account(account, of: organization)
        return (.account(found.code), organization, "Account \(found.code)", found.name)
      }
    }
  }
}

extension FundCommand {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Record another name of a fund.", discussion: RenameOptions.discussion)
    @OptionGroup var organization: OrganizationOption
    @Argument(help: "The fund.", completion: .funds) var fund: String
    @OptionGroup var options: RenameOptions

    func run() throws {
      try options.run { books in
        let organization = try books.organization(organization.org)
        let found = try books.fund(fund, of: organization)
        return (.fund(found.code), organization, "Fund \(found.code)", found.name)
      }
    }
  }
}

extension ProgramCommand {
  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Record another name of a program.", discussion: RenameOptions.discussion)
    @OptionGroup var organization: OrganizationOption
    @Argument(help: "The program.", completion: .programs) var program: String
    @OptionGroup var options: RenameOptions

    func run() throws {
      try options.run { books in
        let organization = try books.organization(organization.org)
        let found = try books.program(program, of: organization)
        return (.program(found.code), organization, "Program \(found.code)", found.name)
      }
    }
  }
}

struct BudgetRename: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Record another name of a budget line.", discussion: RenameOptions.discussion)
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "The budget line.", completion: .budgetLines) var line: String
  @OptionGroup var options: RenameOptions

  func run() throws {
    try options.run { books in
      let award = try books.award(award)
      let found = try award.line(line)
      return (
        .budgetLine(found.code, award: award.code), award.organization,
        "Budget line \(found.code) of award \(award.code)",
        found.name
      )
    }
  }
}
