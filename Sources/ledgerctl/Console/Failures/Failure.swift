import ArgumentParser
import Glibc
import Ledger

/// A failure in the words of somebody who keeps books: cause, place where there is one, next step, and the exit status.
struct Failure {
  /// What the process answers with.
  enum Status: Int32 {
    case done = 0
    case refused = 1
    case usage = 2
    case notPermitted = 3
    case conflict = 4
    case notReachable = 5
    case outcomeUnknown = 6
    case interrupted = 130
  }

  let status: Status
  let code: String?
  let cause: String
  var nextStep: String?
  var faults: [SourceFault] = []

  init(_ error: any Error) {
    let parser = Ledgerctl.exitCode(for: error)
    switch error {
    case let explained as ExplainedError: self = explained.failure
    case let faults as SourceFaults:
      self.init(
        .refused, "\(faults.faults.count) \(faults.faults.count == 1 ? "fault" : "faults")",
        faults: faults.faults.map(Self.inCommands))
    case let unknown as UnknownCode: self.init(.refused, unknown.cause, nextStep: unknown.nextStep)
    case let refusal as Refusal: self.init(.refused, refusal.cause, nextStep: refusal.nextStep)
    case let reader as NotAReader: self.init(.notPermitted, reader.cause, nextStep: reader.nextStep)
    case let input as any InputError: self.init(.refused, input.cause, nextStep: input.nextStep)
    case let error as DatabaseError: self.init(database: error)
    case TransactionError.commitOutcomeUnknown(let lost):
      self.init(
        .outcomeUnknown, "it is not known whether this is recorded: \(lost.message)", nextStep: Repeat.nextStep)
    case TransactionError.commit(let inner): self.init(database: inner)
    case TransactionError.begin(let inner), TransactionError.rollback(let inner, _): self = Failure(inner)
    case let backup as BackupError:
      self.init(backup.isPermission ? .notPermitted : .refused, backup.cause, nextStep: backup.nextStep)
    case MigrationError.scriptFailed(_, _, let inner) where inner.isOfTheServer: self.init(database: inner)
    case MigrationError.busy, MigrationError.mayNotInstall: self.init(.notPermitted, "\(error)")
    case is MigrationError, is QueryError, is ColumnError: self.init(.refused, "\(error)")
    case is ClusterError, is TargetError: self.init(.notReachable, "\(error)")
    case is Interrupted: self.init(.interrupted, "interrupted\(Self.fate)")
    case let faults as ActFaults: self = faults.failure
    case let conflict as ActConflict:
      let again = conflict.keyOfAnother.map { "to record it again:\n  \(Repeat.command(under: $0))" }
      self.init(.conflict, conflict.cause, code: conflict.code?.rawValue, nextStep: again ?? conflict.nextStep)
    default:
      let text = Ledgerctl.fullMessage(for: error)
      self =
        parser == .success
        ? Failure(.done, text) : parser == .validationFailure ? Self.usage(text) : Failure(.refused, text)
    }
  }

  private static func inCommands(_ fault: SourceFault) -> SourceFault {
    var fault = fault
    if let advice = fault.advice { fault.nextStep = advice.inCommands }
    return fault
  }

  /// Whether the connection, or somebody's patience, was lost, so that nothing could be looked at any more.
  var endsLooking: Bool { status == .notReachable || status == .interrupted }

  /// What stands of a command that recorded and then could do no more.
  private static var standing: String {
    let recording = Recording.process
    if Repeat.isInSteps, recording.hasCommitted {
      return "; what was done before it stands, and the same command again goes on from there"
    }
    return recording.hasCommitted && recording.phase == .none ? "; what was recorded before it stands" : ""
  }

  /// What became of a command that was to record and is interrupted, where that is known.
  static var fate: String {
    let recording = Recording.process
    let isNothing = recording.phase == .none && recording.hasBegun && !recording.hasCommitted
    return isNothing ? "; nothing was recorded" : standing
  }

  /// What the argument parser says, in our order: a value that cannot be read is invalid input, not wrong usage.
  private static func usage(_ text: String) -> Failure {
    let text = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
    let first = text.split(separator: "\n").first.map(String.init) ?? text
    let pieces = first.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
    if first.hasPrefix("The value '"), let option = pieces.firstIndex(where: { $0.hasSuffix(" is invalid for ") }) {
      let reason = pieces[(option + 2)...].joined(separator: "'")
      let name = pieces[option + 1].split(separator: " ").first.map(String.init) ?? ""
      if reason.hasPrefix(": ") { return Failure(.refused, "\(name): \(reason.dropFirst(2))") }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix {
        !$0.hasPrefix("Help:") && !$0.hasPrefix("Usage:")
      }
      return Failure(.refused, lines.joined(separator: "\n"))
    }
    // "Unknown option '-5'", and "The option '--all' does not take any value, but '-5' was specified".
    if first.hasPrefix("Unknown option '") || first.contains("' does not take any value, but '"),
      let word = pieces.dropLast().last, Ledgerctl.isBelowZero(word)
    {
      return Failure(
        .usage, "\(VisibleText.quoted(word)) is an amount where none is taken",
        nextStep: "an amount follows the option that it is of, as in --amount 5.00, and is more than zero")
    }
    if first.hasPrefix("Unknown option '--books'") || first.hasPrefix("Unknown option '--as'") {
      return Failure(.usage, text + "\n  Options come after the command: ledgerctl org list --books ...")
    }
    return Failure(.usage, text)
  }

  init(_ status: Status, _ cause: String, code: String? = nil, nextStep: String? = nil, faults: [SourceFault] = []) {
    self.status = status
    self.code = code
    self.cause = cause
    let hasTooFewFiles = status == .notReachable && cause.contains(SystemCall.message(EMFILE))
    self.nextStep =
      hasTooFewFiles
      ? "this shell lets a program open too few files: \"ulimit -n 1024\" raises that, then try again" : nextStep
    self.faults = faults
  }

  /// Writes it, and returns the exit status. Help that was asked for goes to standard output.
  func report(asJSON: Bool) -> Int32 {
    if status == .done {
      print(cause)
    } else if asJSON {
      Console.writeError(json + "\n")
    } else if status == .usage {
      Console.writeError("ledgerctl: error: \(cause)\n")
      if let nextStep { Console.writeError("  \(nextStep)\n") }
    } else {
      for fault in faults { Console.writeError("ledgerctl: error: \(fault.render(width: Console.width))\n\n") }
      if faults.isEmpty {
        Console.writeError("ledgerctl: error: \(cause)\(code.map { " [\($0)]" } ?? "")\n")
        if let nextStep { Console.writeError("  \(nextStep)\n") }
      } else {
        Console.writeError("ledgerctl: \(cause); nothing was recorded\n")
      }
    }
    return status.rawValue
  }

  private var json: String {
    var fields: [(key: String, value: JSONText)] = [
      ("status", .integer(Int(status.rawValue))), ("message", .string(cause)),
    ]
    if let code { fields.append(("code", .string(code))) }
    if let nextStep { fields.append(("next_step", .string(nextStep))) }
    if !faults.isEmpty { fields.append(("faults", .array(faults.map(Self.json)))) }
    return JSONText.object([("error", .object(fields))]).inline
  }

  private static func json(_ fault: SourceFault) -> JSONText {
    var fields: [(key: String, value: JSONText)] = [
      ("file", .string(fault.file)), ("line", .integer(fault.line)), ("column", .integer(fault.column)),
      ("cause", .string(fault.cause)),
    ]
    if let cell = fault.cell { fields.append(("cell", .string(cell))) }
    if let nextStep = fault.nextStep { fields.append(("next_step", .string(nextStep))) }
    if let suggestion = fault.suggestion { fields.append(("suggestion", .string(suggestion))) }
    return .object(fields)
  }
}

/// An error that was explained while the books were still open.
struct ExplainedError: Error {
  let failure: Failure
}
