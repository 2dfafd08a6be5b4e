import Foundation
import Testing

@testable import Ledger

/// Runs one row by two people at once: the first is held at its COMMIT, the second runs into it.
enum PairBench {
  /// How the second ended.
  struct Found {
    let first: Program.Outcome
    let second: Program.Outcome
    /// Whether it waited for the first.
    let waited: Bool
    /// Who both were.
    let login: String
  }

  static func run(_ row: CutRow) throws -> Found {
    let template = try CutTemplate.prepared(row.template)
    let server = try installerConnection()
    let copy = try CutBooks(copyOf: template.database, server)
    defer { try? copy.drop(server) }
    let proxy = try CutProxy(to: TestCluster.shared.socketFolder)
    defer { proxy.close() }
    let words = row.words(template, in: copy.books.database)
    let way = "port=5432 dbname=\(copy.books.database) user='\(template.login(row.login))'"
    let held = Program(environment: ["LEDGER_BOOKS": "host=\(proxy.folder) \(way)"])
    let direct = Program(environment: ["LEDGER_BOOKS": "host=\(TestCluster.shared.socketFolder) \(way)"])
    try #require(proxy.reset(cut: (1, .keepRequest), of: row.records == nil ? "commit" : nil))
    let first = try RunningProgram(held, words)
    try #require(proxy.awaitKept(), "it does not come to its COMMIT")
    let second = try RunningProgram(direct, words)
    let observer = try installerConnection(database: copy.books.database)
    var waited = false
    while second.isRunning, !waited {
      waited =
        try observer.execute(
          """
          select from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            and wait_event_type = 'Lock' and cardinality(pg_blocking_pids(pid)) > 0
          """
        ).count > 0
      if !waited { usleep(2000) }
    }
    if !waited { _ = second.finish() }
    proxy.pass()
    let outcome = Found(
      first: first.finish(), second: second.finish(), waited: waited, login: template.login(row.login))
    _ = proxy.reset()
    return outcome
  }
}
