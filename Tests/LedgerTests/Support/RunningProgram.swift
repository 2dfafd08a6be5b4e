import Foundation

/// A run of `ledgerctl` whose standard error is read while it runs.
final class RunningProgram {
  private let process: Process
  private let errors = Pipe()
  private let output = Pipe()
  private var said: [UInt8] = []

  /// Starts it. `readsOutput`: whether anybody reads its standard output; else its reader has ended before.
  init(_ program: Program, _ arguments: [String], executable: String = Program.path, readsOutput: Bool = true) throws {
    // Whoever runs the tests may ignore a signal, and what is ignored stays so in every program below.
    process = try program.start(["--default-signal", executable] + arguments, executable: "/usr/bin/env")
    process.standardError = errors
    process.standardOutput = output
    if !readsOutput { try output.fileHandleForReading.close() }
    try process.run()
    try errors.fileHandleForWriting.close()
    try output.fileHandleForWriting.close()
  }

  /// Whether it has not ended.
  var isRunning: Bool { process.isRunning }

  /// Sends it a signal.
  func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Reads its standard error until it has said `words`; false where it ends, or a minute passes, without.
  func says(_ words: String) -> Bool {
    while !String(decoding: said, as: UTF8.self).contains(words) {
      guard readErrors() else { return false }
    }
    return true
  }

  /// Awaits its end; a run that says nothing for a minute is ended.
  func finish() -> Program.Outcome {
    while readErrors() {}
    if process.isRunning { signal(SIGKILL) }
    while readErrors() {}
    process.waitUntilExit()
    let reading = output.fileHandleForReading
    let printed = (try? reading.readToEnd()).flatMap { $0 } ?? Data()
    return Program.Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: printed, as: UTF8.self), errors: String(decoding: said, as: UTF8.self))
  }

  /// Takes what it said since; false at the end.
  private func readErrors() -> Bool {
    let descriptor = errors.fileHandleForReading.fileDescriptor
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 60_000) == 1 else { return false }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 { said += buffer[..<count] }
    return count > 0
  }
}
