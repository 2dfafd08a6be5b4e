import Foundation
import Testing

@testable import Ledger

/// Every command that records, its connection cut before and after each round: it says what became of the work, and the books agree.
@Suite struct CutTests {
  /// What `ledgerctl` declares of a command.
  private struct Declared {
    var options: Set<String> = []
    var isLeaf = true
  }

  private static let declared: Result<[String: Declared], any Error> = Result {
    let dump = try Program(environment: [:])("--experimental-dump-help").output
    let tool = try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any]
    var found: [String: Declared] = [:]
    func collect(_ command: [String: Any], _ path: [String]) {
      let below = command["subcommands"] as? [[String: Any]] ?? []
      let arguments = command["arguments"] as? [[String: Any]] ?? []
      let names = arguments.flatMap { $0["names"] as? [[String: Any]] ?? [] }.compactMap { $0["name"] as? String }
      found[path.joined(separator: " ")] = Declared(options: Set(names), isLeaf: below.isEmpty)
      for next in below { if let name = next["commandName"] as? String { collect(next, path + [name]) } }
    }
    collect(try #require(tool?["command"] as? [String: Any]), [])
    return found
  }

  @Test func everyCommandThatRecordsHasARow() throws {
    let declared = try Self.declared.get()
    let trying = Set(declared.filter { $0.value.isLeaf && $0.value.options.contains("dry-run") }.keys)
    #expect(trying.count > 60)
    let (beside, exempt) = (Set(CutTable.withoutTrial.keys), Set(CutTable.exempt.keys))
    let rows = Set(CutTable.rows.map(\.command))
    #expect(rows == trying.subtracting(exempt).union(beside))
    #expect(beside.union(exempt).subtracting(declared.keys).isEmpty, "no such command")
    #expect(beside.isDisjoint(with: trying) && beside.isDisjoint(with: exempt))
    // What neither tries nor draws a statement is sorted by hand.
    let others = declared.filter { $0.value.isLeaf && $0.value.options.isDisjoint(with: ["dry-run", "format"]) }.keys
    #expect(Set(others).subtracting(beside).subtracting(exempt) == ["document show", "help", "tasks", "template"])
  }

  @Test(arguments: CutTable.rows) func booksAgreeWithWhatIsSaid(row: CutRow) throws {
    let bench = try CutBench(row)
    defer { bench.close() }
    let faults = try bench.run()
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
