import Glibc
import Ledger
import Synchronization

/// How long a closing and a revocation wait while sixteen connections record without a pause: whoever takes the books alone waits for what
/// is being recorded at that moment, and for nothing that comes after.
struct Waiting: Sendable {
  let target: ConnectionTarget
  let sample: SampleServer

  init(_ sample: SampleServer) { (target, self.sample) = (sample.target, sample) }

  func run() throws {
    let writers = 16
    let found = Mutex(Found())
    let isOver = Atomic<Bool>(false)
    let first = KeyRange.next(writers * Self.postings)
    // What was recorded before is sealed, so that no posting here is followed by the seal of all of it.
    _ = try sample.open().seal()
    _ = together(writers + 1) { thread, ready in
      if thread == writers {
        defer { isOver.store(true, ordering: .relaxed) }
        try interrupt(found, ready)
        return
      }
      let books = try sample.open()
      let site = try books.organization("site")
      let award = try books.award(SampleServer.award(thread))
      let drafts = try (0..<Self.postings).map { index in
        try SampleServer.expense(first + thread * Self.postings + index, of: award)
      }
      // A new session plans everything for the first time: that is no wait.
      for draft in drafts.prefix(Self.warmUp) { try books.post(draft, to: site) }
      ready()
      for draft in drafts.dropFirst(Self.warmUp) where !isOver.load(ordering: .relaxed) {
        let time = try milliseconds { try books.post(draft, to: site) }
        found.withLock { $0.posting = max($0.posting, time) }
      }
    }
    let (posting, closing, revocation) = found.withLock { ($0.posting, $0.closing, $0.revocation) }
    for (what, time) in [("a closing", closing), ("a revocation", revocation)] {
      Table.printRow(
        "\(what) among 16 connections that record, the longest of five, against the longest posting",
        "\(Table.text(time)) ms",
        "\(Table.text(posting)) ms", ratio: time / posting, aim: .atMost(2))
    }
  }

  /// Of each connection, more than it comes to; the first of them are not measured.
  private static let (postings, warmUp) = (4_000, 20)

  private struct Found {
    var posting = 0.0
    var closing = 0.0
    var revocation = 0.0
  }

  /// Closes the books through months before the first entry, and takes a role back that the writers do not need.
  private func interrupt(_ found: borrowing Mutex<Found>, _ ready: () -> Void) throws {
    let books = try sample.open()
    let site = try books.organization("site")
    let installer = Books(try target.connectAsInstaller())
    let login = try LocalCluster.systemUserName()
    ready()
    for month in 1...5 {
      try installer.grant(.auditor, to: login, in: .organization(site))
      usleep(200_000)
      let revocation = try milliseconds { try installer.revoke(.auditor, from: login, in: .organization(site)) }
      usleep(200_000)
      let through = try Month(parsing: "2021-0\(month)")
      let closing = try milliseconds { try books.close(through: through, of: site, reason: "measured") }
      found.withLock {
        $0.closing = max($0.closing, closing)
        $0.revocation = max($0.revocation, revocation)
      }
    }
  }
}
