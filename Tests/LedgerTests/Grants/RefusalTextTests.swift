import Testing

@testable import Ledger

/// What a refusal says: the award and the term that it rests on, so that nobody has to look for it.
@Suite struct RefusalTextTests {
  /// Of each rule of awards, words that its message must have beside the award's code.
  private static let terms: [String: String] = [
    "LA001": "outside the term of award", "LA002": "the award's fund is", "LA004": "is 25,000.00; ",
    "LA005": "is 25,000.00; ", "LA006": "is on the cash basis", "LA007": "award OPEN",
    "LA008": "more than is promised of it", "LA009": "by the terms of award OPEN (version 2, from 2021-07-01)",
    "LA010": "by the terms of award OPEN (version 2, from 2021-07-01)", "LA011": "it has used", "LA014": "award OPEN",
  ]

  @Test func everyRefusalNamesTheTermItRestsOn() throws {
    let books = try GrantBooks.copy()
    let recorder = try books.sample.as(.recorder)
    let admin = try books.sample.as(.financeAdmin)
    var seen: Set<String> = []
    func look(_ rule: String, _ connection: borrowing Connection, _ sql: String, _ name: String) throws {
      guard let words = Self.terms[rule] else { return }
      try connection.script("begin")
      do {
        try connection.script(sql)
        Issue.record("\(name) is accepted")
      } catch let error as DatabaseError {
        #expect(error.sqlState?.rawValue == rule, "\(name): \(error.message)")
        #expect(error.message.contains(words), "\(name): \(error.message)")
        #expect(error.message.contains("award"), "\(name): \(error.message)")
        #expect(error.hint?.isEmpty == false, "\(name)")
        seen.insert(rule)
      }
      try connection.script("rollback")
    }
    for attempt in GrantAttempt.all(books) {
      guard let sql = attempt.function else { continue }
      if attempt.login == .recorder {
        try look(attempt.refusal, recorder, sql, attempt.name)
      } else {
        try look(attempt.refusal, admin, sql, attempt.name)
      }
    }
    let calm = try SampleBooks.copy()
    let calmRecorder = try calm.as(.recorder)
    for attempt in Attempt.entries + Attempt.onHistory(calm) where attempt.refusalByFunction == nil {
      guard let sql = attempt.function else { continue }
      try look(attempt.refusal, calmRecorder, sql, attempt.name)
    }
    #expect(seen == Set(Self.terms.keys))
  }
}
