import Foundation
import Testing

@testable import Ledger

/// Every transcript is what the program says. `LEDGER_RECORD_TRANSCRIPTS=1` writes them anew.
@Suite struct TranscriptTests {
  private static let folder = Repository.root.appending(path: "Tests/LedgerTests/Transcripts")

  private static let names = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
    .filter { $0.hasSuffix(".txt") }.sorted()

  @Test(arguments: names) func isWhatTheProgramSays(name: String) throws {
    let file = Self.folder.appending(path: name)
    let recorded = Transcript(try String(contentsOf: file, encoding: .utf8))
    let (_, books, _) = try Program.withBooks()
    _ = try books.as(login: "bookkeeper", roles: ["ledger_finance_admin"])
    try Books(try books.asInstaller()).grant(.financeAdmin, to: "bookkeeper", in: .books)
    let program = Program(books: books, login: "bookkeeper")
    let printed = try recorded.printed(by: program)
    if ProcessInfo.processInfo.environment["LEDGER_RECORD_TRANSCRIPTS"] != nil {
      try Data(printed.text.utf8).write(to: file)
      return
    }
    let differences = recorded.differences(from: printed)
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    let check = try program("check")
    #expect(check.output.hasPrefix("Sound"), "\(check.output)")
  }

  @Test func thereAreTranscripts() { #expect(Self.names.count > 4) }

  /// A transcript is read as it is written, and what differs is told.
  @Test func differencesAreTold() {
    let text = "# Story\n@food.csv\na,b\n\n$ ledgerctl party list\nCode\n\nshop\n$ ledgerctl check\nSound\n[1]\n"
    let transcript = Transcript(text)
    #expect(transcript.text == text)
    #expect(transcript.steps.map(\.said) == [["Code", "", "shop"], ["Sound", "[1]"]])
    var other = transcript
    other.steps[1].said = ["Broken"]
    #expect(
      transcript.differences(from: other) == [
        "ledgerctl check\n  recorded: [1]\n  recorded: Sound\n  printed:  Broken"
      ])
    #expect(transcript.differences(from: transcript).isEmpty)
  }
}
