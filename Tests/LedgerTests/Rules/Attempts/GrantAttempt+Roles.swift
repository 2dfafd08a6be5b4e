import Testing

@testable import Ledger

extension [GrantAttempt] {
  /// Whoever may record is refused with the rule, everybody else for who they are; nothing of it stands.
  func expectFunctionsRefuse(_ sample: SampleBooks) throws {
    let before = try sample.books.digest()
    for attempt in self {
      guard let sql = attempt.function else { continue }
      for login in [SampleLogin.recorder, .financeAdmin] {
        let connection = try sample.as(login)
        try connection.script("begin")
        #expect(outcome(connection, sql) == attempt.refusal, "\(attempt.name)")
        try connection.script("rollback")
      }
      for login in SampleLogin.readersOnly {
        #expect(outcome(try sample.as(login), sql) == "42501", "\(attempt.name), \(login)")
      }
      #expect(outcome(try sample.as(.southFinanceAdmin), sql) == "LM001", "\(attempt.name)")
    }
    #expect(try sample.books.digest() == before)
    #expect(try brokenRules(sample.as(.auditor)).isEmpty)
  }

  /// The tables refuse the owner of the books and a replica's session with the rule, and are closed to every login; nothing of it stands.
  /// `notByReplicas`: what is held by foreign keys, which a replica's session does not have.
  func expectTablesRefuse(_ sample: SampleBooks, notByReplicas: Set<String> = []) throws {
    let before = try sample.books.digest()
    let owner = try sample.asOwner()
    let replica = try sample.asReplica()
    for attempt in self {
      guard let sql = attempt.direct else { continue }
      #expect(outcome(owner, "begin; \(sql)") == attempt.refusal, "\(attempt.name)")
      try owner.script("rollback")
      let found = outcome(replica, "begin; \(sql)")
      #expect(found == attempt.refusal || notByReplicas.contains(attempt.refusal), "\(attempt.name): \(found)")
      try replica.script("rollback")
      for login in SampleLogin.allCases {
        #expect(outcome(try sample.as(login), sql) == "42501", "\(attempt.name), \(login)")
      }
    }
    #expect(try sample.books.digest() == before)
  }
}
