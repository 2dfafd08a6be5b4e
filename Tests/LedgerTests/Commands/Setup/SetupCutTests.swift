import Foundation
import Testing

@testable import Ledger

/// Work on whole books, cut or killed anywhere, leaves sound books or none, and the same command completes it.
///
/// A run takes a few points; with LEDGER_TEST_POINTS=all every round, and 30 kills, or of one kind alone, as LEDGER_TEST_POINTS=restore, or of
/// its rounds one in so many, from one of them on, as LEDGER_TEST_POINTS=restore:3/8.
@Suite struct SetupCutTests {
  private static func takesAll(_ kind: SetupWork.Kind) -> Bool {
    let wanted = ProcessInfo.processInfo.environment["LEDGER_TEST_POINTS"]?.split(separator: ":").first
    return wanted == "all" || wanted == "\(kind)"
  }

  /// The rounds of so many that are asked for, where all of the kind are.
  private static func part(of count: Int) -> [Int] {
    let words = (ProcessInfo.processInfo.environment["LEDGER_TEST_POINTS"] ?? "").split(separator: ":").dropFirst()
    let numbers = words.first?.split(separator: "/").compactMap { Int($0) } ?? []
    guard numbers.count == 2, numbers[0] >= 1, numbers[1] >= 1 else { return Array(1...count) }
    return Array(stride(from: numbers[0], through: count, by: numbers[1]))
  }

  /// Imports, closings and seals are cut at every round by `CutTests`.
  @Test(arguments: [SetupWork.Kind.first, .upgrade, .backup, .restore, .handover]) func cutsLeaveSoundBooks(
    kind: SetupWork.Kind
  ) throws {
    let proxy = try CutProxy(to: TestCluster.shared.socketFolder)
    defer { proxy.close() }
    let whole = try SetupWork(kind)
    try #require(proxy.reset())
    let outcome = try whole.program(through: proxy.folder).run(whole.words)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let rounds = proxy.rounds
    whole.drop()

    var random = SeededRandom(seed: 16)
    func decides(_ round: Int) -> Bool {
      rounds[round - 1].hasPrefix("commit") || rounds[round - 1].hasPrefix("alter database")
    }
    let commit = Array(1...rounds.count).last(where: decides)
    let chosen = Set([Int.random(in: 1...rounds.count, using: &random), commit, rounds.count].compactMap(\.self))
    var faults: [String] = []
    for round in Self.takesAll(kind) ? Self.part(of: rounds.count) : chosen.sorted() {
      for mode in [CutProxy.Mode.before, .after] {
        let work = try SetupWork(kind)
        defer { work.drop() }
        try #require(proxy.reset(cut: (round, mode)))
        let cut = try work.program(through: proxy.folder).run(work.words)
        let place =
          "\(mode) round \(round) of \(rounds.count), ‹\(rounds[round - 1].prefix(60).replacing(/\s+/, with: " "))›"
        if ![0, 5, 6].contains(cut.status) { faults.append("\(place): status \(cut.status): ‹\(cut.errors)›") }
        // Only what decides may be unknown, and done is what is done; what `init` commits, each step of it, stands.
        let mayBeUnknown = [.first, .upgrade].contains(kind) ? decides(round) : round == commit
        if cut.status == 6, !mayBeUnknown { faults.append("\(place): unknown ‹\(cut.errors)›") }
        if cut.errors.contains("recorded before it stands") { faults.append("\(place): ‹\(cut.errors)›") }
        if cut.status == 0 { try faults += work.undone().map { "\(place): done, and \($0)" } }
        try faults += work.faults().map { "\(place): \($0)" }
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(arguments: SetupWork.Kind.allCases) func killsLeaveSoundBooks(kind: SetupWork.Kind) throws {
    let whole = try SetupWork(kind)
    let time = try ContinuousClock().measure { _ = try whole.program().run(whole.words) }
    whole.drop()
    var random = SeededRandom(seed: 61)
    var faults: [String] = []
    for _ in 1...(Self.takesAll(kind) ? 30 : 2) {
      let work = try SetupWork(kind)
      defer { work.drop() }
      let point = Double.random(in: 0.1...1, using: &random)
      let process = try work.program().start(work.words)
      try process.run()
      usleep(
        UInt32(Double(time.components.attoseconds) / 1e12 * point) + UInt32(time.components.seconds)
          * UInt32(1e6 * point))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try faults += work.faults().map { "at \(point) of it: \($0)" }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
