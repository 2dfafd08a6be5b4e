import Foundation
import Testing

@testable import Ledger

private struct Sentinel: Error {}

@Suite struct CopyTests {
  private func connectionWithTable() throws -> Connection {
    let connection = try installerConnection()
    try connection.execute("create temporary table t (n int primary key, x text)")
    return connection
  }

  @Test func nastyTextComesBackExactly() throws {
    let connection = try connectionWithTable()
    let texts: [String?] = ParameterTests.texts.map { $0 } + [nil, #"\."#, "\\.\n", "\u{8}\u{c}\u{b}"]
    let count = try connection.copyIn("copy t (n, x) from stdin") { rows in
      for (n, text) in texts.enumerated() { try rows.row(n, text) }
    }
    #expect(count == texts.count)
    let back = try connection.execute("select x from t order by n").map { try $0.textOrNil("x") }
    #expect(back.map { $0.map { Array($0.utf8) } } == texts.map { $0.map { Array($0.utf8) } })
  }

  @Test func manyRowsGoThrough() throws {
    let connection = try connectionWithTable()
    let filler = String(repeating: "x", count: 200)
    let count = try connection.copyIn("copy t (n, x) from stdin") { rows in
      for n in 0..<50_000 { try rows.row(fields: ["\(n)", filler]) }
    }
    #expect(count == 50_000)
    #expect(try connection.execute("select sum(length(x))::bigint as s from t").only { try $0.int("s") } == 10_000_000)
  }

  @Test func failingBodyLeavesNothing() throws {
    let connection = try connectionWithTable()
    #expect(throws: Sentinel.self) {
      try connection.copyIn("copy t (n, x) from stdin") { rows in
        for n in 0..<5_000 { try rows.row(n, "x") }
        throw Sentinel()
      }
    }
    #expect(throws: QueryError.nulCharacter(parameter: 2)) {
      try connection.copyIn("copy t (n, x) from stdin") { try $0.row(1, "a\0b") }
    }
    #expect(try connection.execute("select n from t").count == 0)
  }

  @Test func refusedRowsAreTheServersError() throws {
    let connection = try connectionWithTable()
    let error = #expect(throws: DatabaseError.self) {
      try connection.copyIn("copy t (n, x) from stdin") { rows in
        for _ in 0..<100_000 { try rows.row(1, "twice") }
      }
    }
    #expect(error?.sqlState == .uniqueViolation)
    #expect(try connection.execute("select n from t").count == 0)
  }

  @Test func otherStatementsAreRefusedAndTheConnectionStaysUsable() throws {
    let connection = try connectionWithTable()
    #expect(throws: DatabaseError.self) { try connection.copyIn("select 1") { _ in } }
    #expect(throws: DatabaseError.self) { try connection.copyIn("copy t from nowhere") { _ in } }
    #expect(throws: DatabaseError.self) { try connection.execute("copy t from stdin") }
    #expect(throws: DatabaseError.self) { try connection.execute("copy (select generate_series(1, 1000)) to stdout") }
    #expect(try connection.execute("select 1 as x").only { try $0.int("x") } == 1)
  }

  @Test func interruptionEndsTheCopy() throws {
    let wish = Interruption()
    let connection = try installerConnection(interruption: wish)
    try connection.execute("create temporary table t (n int)")
    #expect(throws: Interrupted.self) {
      try connection.copyIn("copy t from stdin") { rows in
        wish.interrupt()
        while true { try rows.row(1) }
      }
    }
    let isOpen = connection.isInTransaction
    #expect(!isOpen)
  }
}
