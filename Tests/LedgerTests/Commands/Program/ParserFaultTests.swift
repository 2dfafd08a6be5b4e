import Testing

@testable import Ledger

/// What the parser refuses of a command is told whole: of commands that are no acts, as lists, logins and renames.
@Suite struct ParserFaultTests {
  private static let nowhere = Program(environment: ["LEDGER_BOOKS": "host=/nonexistent"])

  @Test(
    arguments: [
      (
        ["entry", "list", "--from", "2021-13-01", "--limit", "x", "--width", "wide"], 1,
        ["--from: ", "'--limit", "'--width"]
      ),
      (
        ["statement", "budget", "--as-of", "1", "--from=2", "--by", "x", "--format", "y"], 1,
        ["--as-of: ", "--from: ", "'--by", "'--format"]
      ),
      (
        ["user", "grant", "somebody", "boss", "--from", "z", "--through", "2021-02-30"], 1,
        ["'<role>'", "--from: ", "--through: "]
      ),
      (["document", "withdraw", "abc"], 1, ["'<attachment>'", "--reason: nothing is given\n  Why."]),
      (["party", "rename", "acme"], 2, ["NAME: nothing is given", "--reason: nothing is given"]),
      (["approve", "refuse"], 2, ["NUMBER: nothing is given", "--reason: nothing is given"]),
      (["user", "grant"], 2, ["LOGIN: nothing is given", "ROLE: nothing is given"]),
      (["period", "checklist", "2021-13"], 1, ["2021-13"]),
    ] as [([String], Int32, [String])]) func allIsToldAtOnce(words: [String], status: Int32, faults: [String]) throws
  {
    let told = try Self.nowhere.run(words)
    #expect(told.status == status, "\(told)")
    for fault in faults { #expect(told.errors.contains(fault), "\(fault): \(told.errors)") }
    #expect(
      told.errors.split(separator: "\n").filter { $0.hasPrefix("ledgerctl: error: ") }.count == faults.count, "\(told)")
    #expect(!told.errors.contains("Usage:"), "\(told.errors)")
  }

  /// What else is wrong is told by the parser, and a value after "--" is none of an option.
  @Test func grammarIsTheParsers() throws {
    for words in [
      ["entry", "list", "--form", "csv"], ["entry", "list", "--limit"], ["entry", "list", "--", "--from", "x"],
    ] {
      let told = try Self.nowhere.run(words)
      #expect(told.status == 2, "\(told)")
    }
  }
}
