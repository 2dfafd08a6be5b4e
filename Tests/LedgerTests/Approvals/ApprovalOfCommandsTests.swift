import Testing

@testable import Ledger

/// Under a policy that asks about everything, every command that records is done, or proposes itself.
@Suite struct ApprovalOfCommandsTests {
  /// Of a file each event is recorded by itself, and an adjustment comes with its document, of which a proposal has no place.
  private static let refused: Set<String> = ["expense import", "bill import", "payroll import", "period adjust"]

  @Test(arguments: CutTable.rows.filter { $0.template == .books && $0.login == .administrator })
  func everyCommandHasAWay(row: CutRow) throws {
    let prepared = try CutTemplate.prepared(.books)
    let books = try TestBooks.copy(of: prepared.database)
    _ = try books.as(login: prepared.administrator)
    let program = Program(books: books, login: prepared.administrator)
    try program(
      "org", "approvals", "site", "--above", "0.01", "--payments", "--transfers", "--reversals", "--revisions",
      "--approved-by", "Board", "--reason", "Two people")
    let done = try program.run(row.words(prepared, in: books.database))
    if Self.refused.contains(row.command) {
      #expect(done.status == 1 && done.errors.contains("[LV002]"), "\(done)")
    } else {
      #expect(done.status == 0, "\(done)")
    }
  }
}
