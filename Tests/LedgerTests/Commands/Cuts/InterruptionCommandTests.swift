import Foundation
import Testing

@testable import Ledger

/// An import that is broken off at twenty points leaves the books as before or as after, and the same import again
/// completes it once. On a server that waits for the disk, as people use it.
@Suite(.serialized) struct InterruptionCommandTests {
  private static let rows = 600

  enum Blow: String, CaseIterable {
    case interrupt, killProgram, killServer
  }

  @Test(arguments: Blow.allCases) func anImportLandsWholeOrNotAtAll(blow: Blow) throws {
    let cluster = LocalCluster(home: TestCluster.temporaryHome())
    defer { cluster.destroy() }
    let program = Program(environment: ["LEDGER_HOME": cluster.home])
    try #require(try program("init", "--org", "site", "--name", "Site").status == 0)
    try program.addAward()
    var expected = 1
    // The first import warms the machine up; the second says how long one takes.
    _ = try program("expense", "import", try Self.file(round: 101))
    let whole = try duration { _ = try program("expense", "import", try Self.file(round: 102)) }
    expected += 2 * Self.rows
    var landed = 0
    for point in 1...20 {
      let file = try Self.file(round: point)
      let process = try program.start(["expense", "import", file])
      try process.run()
      usleep(UInt32(whole * 1e6 * Double(point) / 21))
      switch blow {
      case .interrupt: kill(process.processIdentifier, SIGINT)
      case .killProgram: kill(process.processIdentifier, SIGKILL)
      case .killServer: if let server = try cluster.status().processIdentifier { kill(server, SIGKILL) }
      }
      process.waitUntilExit()
      let count = try Self.count(cluster)
      #expect(count == expected || count == expected + Self.rows, "\(blow) at point \(point): \(count) entries")
      if process.terminationReason == .exit, process.terminationStatus == 0 { #expect(count == expected + Self.rows) }
      if count > expected { landed += 1 }
      let again = try program("expense", "import", file)
      #expect(again.status == 0, "\(again.errors)")
      expected += Self.rows
      #expect(try Self.count(cluster) == expected)
    }
    // Points before and after the commit were both met, or the test says little.
    #expect(landed < 20)
    #expect(try program("check").output.hasPrefix("Sound: "))
    let staged = try cluster.connectAsInstaller(database: LocalCluster.booksDatabase)
      .execute("select from ledger.staged_line").count
    #expect(staged == 0)
  }

  private static func count(_ cluster: LocalCluster) throws -> Int {
    try cluster.ensureRunning()
    return try cluster.connectAsInstaller(database: LocalCluster.booksDatabase)
      .execute("select count(*) from ledger.journal_entry").only { try $0.int("count") }
  }

  private static func file(round: Int) throws -> String {
    var text = "date,award,line,amount,payee,service_date,key\n"
    for row in 0..<rows { text += "2021-09-01,YOUTH,food,1.\(10 + row % 90),shop,2021-09-01,r\(round)-\(row)\n" }
    return try temporaryFile(Array(text.utf8))
  }

  private func duration(_ body: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }
}
