import Foundation
import Synchronization

@testable import Ledger

/// Two sessions at once: the first holds its transaction open while the second runs into it.
enum Race {
  /// How both ended.
  struct Result: Equatable {
    var first: String
    var second: String
  }

  /// `first` runs its SQL and keeps its transaction open; `second` runs its SQL in a transaction that began, and saw the
  /// books, before; once the server reports that `second` waits for `first`, or it ended without, `first` commits.
  static func run(
    _ sample: SampleBooks, first: (SampleLogin, String), second: (SampleLogin, String)
  ) throws -> Result {
    let begin = "begin; select 1 from ledger.organization"
    let holder = try sample.as(first.0)
    let other = try sample.as(second.0)
    try other.script(begin)
    let waiting = try backend(other)
    try holder.script(begin)
    let firstOutcome = outcome(holder, first.1)
    let ended = Atomic<Bool>(false)
    let result = Mutex("")
    let runner = Runner(other)
    let work = inThread {
      let found = runner.run(second.1)
      result.withLock { $0 = found }
      ended.store(true, ordering: .sequentiallyConsistent)
    }
    let observer = try sample.books.asInstaller()
    while !ended.load(ordering: .sequentiallyConsistent) {
      let waits = try observer.execute("select cardinality(pg_blocking_pids(\(waiting)::integer)) > 0 as waits").only {
        try $0.bool("waits")
      }
      if waits { break }
      usleep(500)
    }
    let committed = firstOutcome == "accepted" ? outcome(holder, "commit") : firstOutcome
    if firstOutcome != "accepted" { try holder.script("rollback") }
    work.wait()
    return Result(first: committed, second: result.withLock { $0 })
  }

  private static func backend(_ connection: borrowing Connection) throws -> Int {
    try connection.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
  }

  /// Hands a connection to the one thread that uses it from then on.
  final class Runner: @unchecked Sendable {
    private let connection: Connection
    init(_ connection: consuming Connection) { self.connection = connection }

    /// The SQL and a COMMIT, or a rollback where it was refused.
    func run(_ sql: String) -> String {
      let found = outcome(connection, sql)
      if found == "accepted" { return outcome(connection, "commit") }
      _ = outcome(connection, "rollback")
      return found
    }
  }
}
