import Testing

@testable import Ledger

/// Postings are prepared from the second time on, wherever a lost statement can be tried again.
@Suite struct PreparedStatementTests {
  @Test func postingsArePrepared() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    func names() throws -> [String] {
      try recorder.connection.execute("select name from pg_prepared_statements").map { try $0.text("name") }
    }
    func post(_ key: String) throws -> PostedEntry {
      try recorder.post(Drafts.expense(key: key, cents: 1_00), to: sample.north)
    }
    #expect(try !post("first").wasRecorded)
    #expect(try names() == [])
    #expect(try !post("second").wasRecorded)
    #expect(try names() == ["ledger_post"])
    #expect(try !post("third").wasRecorded)
    #expect(try post("third").wasRecorded)
    // A rule that is broken is told as ever, and the statement is kept.
    #expect(throws: DatabaseError.self) {
      try recorder.post(Drafts.expense(key: "late", cents: 1_00, on: "2022-07-01"), to: sample.north)
    }
    #expect(try names() == ["ledger_post"])
    // Lost, as through a pooler: run as it is.
    try recorder.connection.script("deallocate all")
    #expect(try !post("fourth").wasRecorded)
    #expect(try !post("fifth").wasRecorded)
    #expect(try names() == [])
  }

  /// Where the name is another's, and inside of a transaction, the statement is run as it is.
  @Test func aNameThatIsTakenIsLeft() throws {
    let sample = try SampleBooks.copy()
    let recorder = Books(try sample.as(.recorder))
    try recorder.connection.script("prepare ledger_post as select 1")
    for key in ["first", "second", "third"] {
      #expect(try !recorder.post(Drafts.expense(key: key, cents: 1_00), to: sample.north).wasRecorded)
    }
    let other = Books(try sample.as(.recorder))
    try other.connection.script("begin")
    for key in ["fourth", "fifth"] {
      #expect(try !other.post(Drafts.expense(key: key, cents: 1_00), to: sample.north).wasRecorded)
    }
    #expect(try other.connection.execute("select name from pg_prepared_statements").count == 0)
    try other.connection.script("commit")
  }
}
