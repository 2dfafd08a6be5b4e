import Foundation
import Testing

@testable import Ledger

/// Runs one row whole, then again and again, cut at every round, and compares.
final class CutBench {
  let row: CutRow
  let template: CutTemplate
  private let server: Connection
  let proxy: CutProxy
  /// The copy in use. It is used again while nothing is recorded in it.
  private var copy: CutBooks?
  var (before, after) = (CutBooks.Fingerprint(), CutBooks.Fingerprint())
  var rounds: [String] = []
  var linesOfWhole = 0
  var recording = 0
  var faults: [String] = []

  init(_ row: CutRow) throws {
    self.row = row
    template = try CutTemplate.prepared(row.template)
    server = try installerConnection()
    proxy = try CutProxy(to: TestCluster.shared.socketFolder)
  }

  func close() {
    proxy.close()
    try? copy?.drop(server)
  }

  /// What is not as it is to be.
  func run() throws -> [String] {
    try runWhole()
    for round in 1...rounds.count {
      for mode in [CutProxy.Mode.before, .after] { try cut(round, mode) }
    }
    return faults
  }

  func runWhole() throws {
    let copy = try current()
    before = try copy.fingerprint()
    let whole = try run(in: copy)
    try #require(whole.status == 0, "\(whole.errors)")
    (after, rounds) = (try copy.fingerprint(), proxy.rounds)
    linesOfWhole = whole.output.split(separator: "\n").count
    try #require(differ(before, after), "it records nothing")
    let records =
      row.records.map { start in rounds.firstIndex { $0.hasPrefix(start) } } ?? rounds.lastIndex(of: "commit")
    recording = try #require(records, "\(rounds)") + 1
    try renew()
  }

  private func cut(_ round: Int, _ mode: CutProxy.Mode) throws {
    let copy = try current()
    let outcome = try run(in: copy, cut: (round, mode))
    func fault(_ text: String) {
      let sql = rounds[round - 1].prefix(60).replacing(/\s+/, with: " ")
      faults.append("\(mode) round \(round) of \(rounds.count), ‹\(sql)›: \(text)")
    }
    func expect(_ stands: CutBooks.Fingerprint, _ expected: CutBooks.Fingerprint, _ when: String) {
      if differ(stands, expected) { fault("other books \(when): \(stands.difference(from: expected))") }
    }
    guard proxy.isCut else { return fault("there was no such round: ‹\(outcome.errors)›") }
    let isRecorded = round > recording || (round == recording && mode == .after)
    let status: Int32 = round < recording ? 5 : round == recording ? 6 : 0
    // A seal decides nothing, and the next one takes what this one left: nobody needs to know.
    let isSaid = outcome.status == status || row.isSeal && [0, 5].contains(outcome.status)
    if !isSaid { fault("status \(outcome.status), not \(status): ‹\(outcome.errors)›") }
    let lines = outcome.errors.split(separator: "\n")
    // All that there is to say was said, or that there is more.
    let saysAll = outcome.output.split(separator: "\n").count == linesOfWhole
    if status == 0, outcome.status == 0, !saysAll, !lines.contains(where: { $0.hasPrefix("ledgerctl: Recorded; ") }) {
      fault("it does not say that it is recorded: ‹\(outcome.errors)›")
    }
    var stands = try copy.fingerprint()
    expect(stands, isRecorded ? after : before, "after the cut")
    if status == 6, row.recordsAgain, !outcome.errors.contains("Look whether it is there before you run it again") {
      fault("it does not say to look first: ‹\(outcome.errors)›")
    }
    if status == 6, !row.isSeal, !(row.recordsAgain && isRecorded) {
      // What is not recorded is recorded by running it again, after all the cuts before, too.
      let again = try repeated(outcome, in: copy, fault)
      if again.status != 0, !(isRecorded && [1, 4].contains(again.status)) {
        fault("again: status \(again.status): ‹\(again.errors)›")
      }
      stands = try copy.fingerprint()
      expect(stands, after, "run again")
    }
    if stands != before { try renew() }
  }

  /// Runs the command that is printed for running it again, as in a shell; where none is, the same words.
  func repeated(_ outcome: Program.Outcome, in copy: CutBooks, _ fault: (String) -> Void) throws
    -> Program.Outcome
  {
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("    ") }
    guard outcome.status == 6, lines.count == 1, let line = lines.first else {
      fault("\(lines.count) commands for running it again: ‹\(outcome.errors)›")
      return try run(in: copy)
    }
    try #require(proxy.reset())
    return try program(in: copy).run(["-c", String(line)], executable: "/bin/sh")
  }

  func run(in copy: CutBooks, cut: (round: Int, mode: CutProxy.Mode)? = nil) throws -> Program.Outcome {
    try #require(proxy.reset(cut: cut))
    return try program(in: copy).run(row.words(template, in: copy.books.database))
  }

  /// The program, with its way to a copy through the proxy.
  func program(in copy: CutBooks) -> Program {
    Program(environment: [
      "LEDGER_BOOKS":
        "host=\(proxy.folder) port=5432 dbname=\(copy.books.database) user='\(template.login(row.login))'",
      "PATH": "\(URL(filePath: Program.path).deletingLastPathComponent().path):/usr/bin:/bin",
    ])
  }

  func current() throws -> CutBooks {
    if let copy { return copy }
    let made = try CutBooks(copyOf: template.database, server)
    copy = made
    return made
  }

  func renew() throws {
    try copy?.drop(server)
    copy = nil
  }

  func differ(_ first: CutBooks.Fingerprint, _ second: CutBooks.Fingerprint) -> Bool {
    row.isSeal ? first != second : first.records != second.records
  }
}
