import Foundation
import Testing

@testable import Ledger

/// Runs one row whole, then again and again with a message that is kept back while signals arrive, and compares.
extension CutBench {
  /// Ctrl-C, what the system sends, and a terminal that is closed.
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// What is not as it is to be. `turn` says which signals are sent: all have one handler, and each row takes the next.
  func runSlow(turn: Int) throws -> [String] {
    let signal = Self.signals[turn % 3]
    try runWhole()
    try beforeCommit(signal)
    if row.records != nil {
      try duringStatement(signal)
    } else {
      try insisting([signal, Self.signals[(turn + 1) % 3]], isLost: true)
    }
    // Ctrl-\ asks twice at once. What comes after COMMIT is one way for all (`Books.write`), so of it each row takes a half.
    switch row.records != nil ? 0 : turn % 4 {
    case 0: try insisting([SIGQUIT], isLost: false)
    case 1: try afterCommit(signal, readsOutput: true)
    case 2: try insisting([signal, signal], isLost: false)
    default: try afterCommit(signal, readsOutput: false)
    }
    return faults
  }

  /// A signal during the last statement before COMMIT: nothing is recorded, and it says so.
  private func beforeCommit(_ signal: Int32) throws {
    let when = "\(signal) before COMMIT"
    let (copy, running) = try kept(recording - 1, .keepAnswer)
    running.signal(signal)
    proxy.pass()
    let outcome = running.finish()
    let words = "ledgerctl: error: interrupted\(row.records != nil ? "" : "; nothing was recorded\n")"
    if outcome.status != 130 || !outcome.errors.hasPrefix(words) {
      fault(when, "status \(outcome.status): ‹\(outcome.errors)›")
    }
    try compare(copy, before, when)
  }

  /// One signal during a statement that is a transaction of its own: it is canceled, or too late to be.
  private func duringStatement(_ signal: Int32) throws {
    let when = "\(signal) during the statement"
    let (copy, running) = try kept(recording, .keepRequest)
    running.signal(signal)
    proxy.pass()
    let outcome = running.finish()
    if ![0, 130].contains(outcome.status) { fault(when, "status \(outcome.status): ‹\(outcome.errors)›") }
    try compare(copy, outcome.status == 0 ? after : before, when)
  }

  /// A signal after COMMIT was answered, while it is looked what follows; or, where nobody reads what it prints, while it prints.
  private func afterCommit(_ signal: Int32, readsOutput: Bool) throws {
    guard recording < rounds.count else { return }
    let when = "\(signal) after COMMIT"
    let (copy, running) = try kept(recording + 1, .keepAnswer, readsOutput: readsOutput)
    running.signal(signal)
    proxy.pass()
    try isRecorded(running.finish(), copy, when)
  }

  /// Signals that end the wait for COMMIT, and what is printed for running it again. `isLost`: COMMIT never reaches the server; else it is
  /// recorded.
  private func insisting(_ signals: [Int32], isLost: Bool) throws {
    let when = "\(signals) while COMMIT is \(isLost ? "lost" : "answered")"
    let (copy, running) = try kept(recording, isLost ? .keepRequest : .keepAnswer)
    for (index, signal) in signals.enumerated() {
      running.signal(signal)
      if index == 0, signals.count > 1 { isWaiting(running, when) }
    }
    let outcome = running.finish()
    proxy.pass(isLost: isLost)
    try #require(proxy.reset())
    // A limit is set again: nobody needs to know.
    let expected: Int32 = row.command == "seal" && row.records != nil ? 130 : 6
    if outcome.status != expected || outcome.errors.contains("nothing was") {
      fault(when, "status \(outcome.status): ‹\(outcome.errors)›")
    }
    try compare(copy, isLost ? before : after, when, renewing: false)
    if isLost {
      try whileSent(signals[0], again: outcome, in: copy)
    } else if expected == 6, !row.recordsAgain {
      let again = try repeated(outcome, in: copy) { fault(when, $0) }
      if ![0, 1, 4].contains(again.status) { fault(when, "again: status \(again.status): ‹\(again.errors)›") }
      try compare(copy, after, "\(when), again")
    } else {
      try renew()
    }
  }

  /// The command that was printed for running it again, with one signal while COMMIT is sent and not answered.
  private func whileSent(_ signal: Int32, again outcome: Program.Outcome, in copy: CutBooks) throws {
    let when = "\(signal) while COMMIT is sent, again"
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("    ") }
    guard lines.count == 1, let line = lines.first else { return fault(when, "no command: ‹\(outcome.errors)›") }
    let program = program(in: copy)
    // With a key it looks first whether it is recorded: other rounds, the same COMMIT.
    let statement = rounds[recording - 1]
    let occurrence = rounds[..<recording].count { $0 == statement }
    let running = try kept(occurrence, .keepRequest, of: statement) {
      try RunningProgram(program, ["-c", "exec \(line)"], executable: "/bin/sh")
    }
    running.signal(signal)
    isWaiting(running, when)
    proxy.pass()
    try isRecorded(running.finish(), copy, when)
  }

  private func isWaiting(_ running: RunningProgram, _ when: String) {
    if !running.says("it is being recorded; waiting for the server's answer") || !running.isRunning {
      fault(when, "it does not wait")
    }
  }

  private func isRecorded(_ outcome: Program.Outcome, _ copy: CutBooks, _ when: String) throws {
    let isSaid =
      outcome.output.split(separator: "\n").count == linesOfWhole || outcome.errors.contains("ledgerctl: Recorded; ")
      || outcome.errors.contains("ledgerctl: it is recorded; only what was to be printed of it was cut: Broken pipe")
    if outcome.status != 0 || !isSaid { fault(when, "status \(outcome.status): ‹\(outcome.errors)›") }
    try compare(copy, after, when)
  }

  /// Runs it until a message of a round is kept back.
  private func kept(_ round: Int, _ mode: CutProxy.Mode, readsOutput: Bool = true) throws -> (CutBooks, RunningProgram)
  {
    let copy = try current()
    let (program, words) = (program(in: copy), row.words(template, in: copy.books.database))
    return (copy, try kept(round, mode) { try RunningProgram(program, words, readsOutput: readsOutput) })
  }

  private func kept(
    _ round: Int, _ mode: CutProxy.Mode, of statement: String? = nil, _ start: () throws -> RunningProgram
  ) throws -> RunningProgram {
    try #require(proxy.reset(cut: (round, mode), of: statement))
    let running = try start()
    guard proxy.awaitKept() else {
      running.signal(SIGKILL)
      proxy.pass(isLost: true)
      throw NotKept(description: "round \(round) of \(rounds): ‹\(running.finish().errors)›")
    }
    return running
  }

  private struct NotKept: Error, CustomStringConvertible { let description: String }

  private func compare(_ copy: CutBooks, _ expected: CutBooks.Fingerprint, _ when: String, renewing: Bool = true) throws
  {
    try #require(proxy.reset())
    let stands = try copy.fingerprint()
    if differ(stands, expected) { fault(when, "other books: \(stands.difference(from: expected))") }
    if renewing, stands != before { try renew() }
  }

  private func fault(_ when: String, _ text: String) { faults.append("\(when): \(text)") }
}
