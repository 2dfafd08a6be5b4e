import Testing

@testable import Ledger

/// One command whose connection is cut, with the books that it is run in.
struct CutRow: Sendable, CustomTestStringConvertible {
  /// Which prepared books.
  enum Template: Sendable { case books, approvals }
  /// Who runs it.
  enum Login: Sendable { case administrator, second, installer }

  /// The command, as help names it.
  let command: String
  /// What follows it, as in a shell. FILES is the folder of the sample files, and LOGIN a login of the copy's own.
  let options: String
  var template = Template.books
  var login = Login.administrator
  /// How the SQL begins that records, where it is no COMMIT.
  var records: String?
  /// Whether it is seals that it records.
  var isSeal = false
  /// Whether it records another version, or asks another time, where it is run again: then it says to look first.
  var recordsAgain: Bool {
    ["org coverage", "award terms", "budget revise", "allocation add", "import profile make", "text remove"]
      .contains(command)
  }

  init(
    _ command: String, _ options: String, in template: Template = .books, as login: Login = .administrator,
    records: String? = nil, isSeal: Bool = false
  ) {
    (self.command, self.options, self.template, self.login) = (command, options, template, login)
    (self.records, self.isSeal) = (records, isSeal)
  }

  var testDescription: String { "\(command) \(options)" }

  /// A login that only one copy has, for whatever the whole server knows.
  static func login(_ database: String) -> String { "cut_\(database)" }

  /// The words of the command in that copy.
  func words(_ prepared: CutTemplate, in database: String) -> [String] {
    Program.words(
      of: "\(command) \(options)".replacing("FILES", with: prepared.files).replacing(
        "LOGIN", with: Self.login(database)))
  }
}
