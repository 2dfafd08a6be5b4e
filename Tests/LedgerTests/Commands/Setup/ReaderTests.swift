import Foundation
import Testing

@testable import Ledger

/// Whoever reads one award of an organization is told so by everything that would otherwise answer as if the books were empty.
@Suite struct ReaderTests {
  static let refused = [
    "statement trial-balance", "statement trial-balance --org north", "statement payables", "statement cash",
    "statement activities", "statement position", "statement award-schedule", "period history", "period list",
    "period checklist 2022-06", "document missing", "document missing OPEN", "document list", "todo", "todo OPEN",
    "entry list", "entry show 1", "find supplies", "register --account 1010", "register --award OPEN", "export journal",
    "stats", "stats --org north", "org show", "org names", "org approvals", "program list", "fund list",
    "commitment list", "commitment list OPEN", "allocation list", "indirect show OPEN", "bill list", "payment list",
    "advance list", "mileage rate", "network list", "seal --list", "import list", "import show 1",
    "import profile list", "import profile show p",
    "approve list", "approve show 1",
  ]

  /// What a reader of one award is shown, as far as it goes, or refused by other words.
  private static let besides: [String: String] = [
    "user list": "logins", "org list": "its organization",
    "account list": "the chart, by which an award is read", "account roles": "what roles are for",
    "party list": "its funder", "award list": "its award", "award show": "its award", "award close": "finance alone",
    "budget history": "its award", "budget plan": "its award", "budget explain": "its award",
    "statement budget": "its award", "activity": "its award", "errors": "rules",
    "seal show": "roots", "check": "what it reads", "handover": "finance alone", "text find": "finance alone",
  ]

  /// Every command that prints a list or a statement is either refused to a reader of one award, or named as one that shows what is its.
  @Test func everyListIsTried() throws {
    let dump = try Program(environment: [:])("--experimental-dump-help").output
    let tool = try #require(try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
    var lists: Set<String> = []
    func collect(_ command: [String: Any], _ path: [String]) {
      for next in command["subcommands"] as? [[String: Any]] ?? [] {
        if let name = next["commandName"] as? String { collect(next, path + [name]) }
      }
      let names = (command["arguments"] as? [[String: Any]] ?? []).flatMap { argument in
        (argument["names"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
      }
      if names.contains("format") { lists.insert(path.joined(separator: " ")) }
    }
    collect(try #require(tool["command"] as? [String: Any]), [])
    for list in lists {
      #expect(
        Self.refused.contains { $0 == list || $0.hasPrefix(list + " ") } != (Self.besides[list] != nil), "\(list)")
    }
  }

  /// The words of those.
  private static let shown = [
    "user list", "org list", "account list --org north", "account roles", "party list --org north", "award list",
    "award show OPEN", "award close OPEN --date 2022-06-30 --final-report 2022-06-30",
    "budget history OPEN", "budget plan OPEN", "budget explain OPEN", "statement budget", "statement budget OPEN",
    "activity OPEN", "activity --org north", "errors", "seal show 1", "check", "handover one two", "text find acme",
  ]

  /// What says nothing of any books, to who reads none.
  private static let ofNoBooks: [String: String] = [
    "user list": "its own memberships, with the days on which they ended", "errors": "rules",
  ]

  @Test func everyListIsTriedWithoutMembership() throws {
    for list in Self.besides.keys {
      #expect(Self.shown.contains { $0 == list || $0.hasPrefix(list + " ") }, "\(list)")
    }
  }

  /// Whoever reads nothing, since every membership ended, is told so: no books look empty.
  @Test func whoseMembershipsEndedIsToldSo() throws {
    let sample = try SampleBooks.copy()
    let installer = Books(try sample.books.asInstaller())
    // No login of the sample: others hold its roles meanwhile.
    let login = "sample_ended"
    for role in [MemberRole.recorder, .financeAdmin, .auditor] {
      try installer.grant(
        role, to: login, in: .organization(sample.north), from: Day(parsing: "2020-01-01"),
        through: Day(parsing: "2020-12-31"))
    }
    _ = try sample.books.as(login: login)
    let program = Program(books: sample.books, login: login)
    for command in Self.refused + Self.shown {
      let found = try program.run(Program.words(of: command))
      if Self.ofNoBooks[command] != nil {
        #expect(found.status == 0, "\(command): \(found)")
      } else {
        #expect(
          found.status == 3 && found.output.isEmpty && found.errors.contains("user grant"), "\(command): \(found)")
      }
    }
  }

  @Test(arguments: refused)
  func nothingIsSaidToBeEmptyThatIsNotRead(command: String) throws {
    let sample = try SampleBooks.copy()
    for login in [SampleLogin.awardAuditor, .auditor] { _ = try sample.as(login) }
    let auditor = Program(books: sample.books, login: SampleLogin.awardAuditor.rawValue)
    let found = try auditor.run(Program.words(of: command))
    #expect(
      found.status == 3 && found.output.isEmpty && found.errors.contains("you do not read the books of ‹north›"),
      "\(found)")
    let reader = Program(books: sample.books, login: SampleLogin.auditor.rawValue)
    // What names nothing that is there is another refusal.
    let read = try reader.run(Program.words(of: command))
    #expect(read.status == 0 || read.errors.contains("there is no "), "\(read)")
  }
}
