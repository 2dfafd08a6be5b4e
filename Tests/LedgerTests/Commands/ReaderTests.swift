import Testing

@testable import Ledger

/// Whoever reads one award of an organization is told so by everything that would otherwise answer as if the books were empty.
@Suite struct ReaderTests {
  @Test(arguments: [
    "statement trial-balance", "statement trial-balance --org north", "statement payables", "statement cash",
    "statement activities", "statement position", "statement award-schedule", "period history", "period list",
    "period checklist 2022-06", "document missing", "document missing OPEN", "document list", "todo", "todo OPEN",
    "entry list", "find supplies", "register --account 1010", "register --award OPEN", "export journal", "stats",
    "stats --org north",
  ])
  func nothingIsSaidToBeEmptyThatIsNotRead(command: String) throws {
    let sample = try SampleBooks.copy()
    for login in [SampleLogin.awardAuditor, .auditor] { _ = try sample.as(login) }
    let auditor = Program(books: sample.books, login: SampleLogin.awardAuditor.rawValue)
    let found = try auditor.run(Program.words(of: command))
    #expect(
      found.status == 3 && found.output.isEmpty && found.errors.contains("you do not read the books of ‹north›"),
      "\(found)")
    let reader = Program(books: sample.books, login: SampleLogin.auditor.rawValue)
    #expect(try reader.run(Program.words(of: command)).status == 0)
  }
}
