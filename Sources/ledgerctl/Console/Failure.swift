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
        .refused, "\(faults.faults.count) \(faults.faults.count == 1 ? "fault" : "faults")", faults: faults.faults)
    case let unknown as UnknownCode: self.init(.refused, unknown.cause, nextStep: unknown.nextStep)
    case let refusal as Refusal: self.init(.refused, refusal.cause, nextStep: refusal.nextStep)
    case let input as any InputError: self.init(.refused, input.cause, nextStep: input.nextStep)
    case let error as DatabaseError: self.init(database: error)
    case TransactionError.commitOutcomeUnknown(let lost):
      self.init(
        .outcomeUnknown, "it is not known whether this is recorded: \(lost.message)", nextStep: Repeat.nextStep)
    case TransactionError.commit(let inner): self.init(database: inner)
    case TransactionError.begin(let inner), TransactionError.rollback(let inner, _): self = Failure(inner)
    case let backup as BackupError:
      self.init(backup.isPermission ? .notPermitted : .refused, backup.cause, nextStep: backup.nextStep)
    case MigrationError.busy: self.init(.notPermitted, "\(error)")
    case is MigrationError, is QueryError, is ColumnError: self.init(.refused, "\(error)")
    case is ClusterError, is TargetError: self.init(.notReachable, "\(error)")
    case is Interrupted: self.init(.interrupted, "\(error)\(Self.standing)")
    case let faults as ArgumentFaults: self = faults.failure
    default:
      let text = Ledgerctl.fullMessage(for: error)
      self =
        parser == .success
        ? Failure(.done, text) : parser == .validationFailure ? Self.usage(text) : Failure(.refused, text)
    }
  }

  /// Whether the connection, or somebody's patience, was lost, so that nothing could be looked at any more.
  var endsLooking: Bool { status == .notReachable || status == .interrupted }

  /// What stands of a command that recorded and then could do no more.
  private static var standing: String {
    Recording.process.hasCommitted && Recording.process.phase == .none ? "; what was recorded before it stands" : ""
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
    if first.hasPrefix("Unknown option '--books'") || first.hasPrefix("Unknown option '--as'") {
      return Failure(.usage, text + "\n  Options come after the command: ledgerctl org list --books ...")
    }
    return Failure(.usage, text)
  }

  init(_ status: Status, _ cause: String, code: String? = nil, nextStep: String? = nil, faults: [SourceFault] = []) {
    self.status = status
    self.code = code
    self.cause = cause
    let hasTooFewFiles = status == .notReachable && cause.contains(String(cString: strerror(EMFILE)))
    self.nextStep =
      hasTooFewFiles
      ? "this shell lets a program open too few files: \"ulimit -n 1024\" raises that, then try again" : nextStep
    self.faults = faults
  }

  private init(database error: DatabaseError) {
    let status: Status =
      switch error.sqlState?.rawValue {
      case "LM001", "LP004", "42501", "28000", "28P01", "55P03": .notPermitted
      case "LK001", "LK002", "23505", "40001", "40P01": .conflict
      case nil: .notReachable
      default: error.isConnectFailure || error.isConnectionLost ? .notReachable : .refused
      }
    let usual: String? =
      switch error.sqlState?.rawValue {
      case "42501":
        "\"ledgerctl user list\" shows who may do what, \"ledgerctl user grant --help\" which role does; the owner of the books grants it"
      case "28000": "your login may not open these books: ask their owner to run \"ledgerctl user grant\""
      case "40001", "40P01": "somebody changed the same books at the same moment: try again"
      case "55P03": "somebody is using what this needs: try again in a minute"
      case "53100": "make room on the disk of the server, then try again"
      case "53300": "the server has as many sessions as it takes: try again in a minute"
      case "08P01" where error.message.contains("unsupported startup parameter"):
        "the pooler before these books refuses settings of a session: name the server itself with --books, or set ignore_startup_parameters = options in the pooler"
      case "25006": "record in the books that this is a copy of: --books names their server"
      case nil:
        "check that the server runs and that --books or LEDGER_BOOKS is right; \"ledgerctl server status\" tells of local books"
      default: nil
      }
    // A rule says in its own words who may not; PostgreSQL would name its catalog.
    let refused = error.isConnectFailure ? "your login may not open these books" : "your login may not do this"
    let cause =
      switch error.sqlState {
      case .insufficientPrivilege?: refused
      case .readOnlyTransaction?: "these books are a read-only copy; nothing was recorded"
      case "53100"?: "the disk of the server is full; nothing was recorded (\(error.message))"
      default: error.message
      }
    let isLost = error.isConnectionLost && !error.isConnectFailure && Recording.process.phase == .none
    let recorded =
      isLost && Recording.process.hasBegun && !Recording.process.hasCommitted ? "; nothing was recorded" : Self.standing
    self.init(status, cause + (isLost ? recorded : ""), code: error.sqlState?.rawValue, nextStep: error.hint ?? usual)
  }

  /// Writes it, and returns the exit status. Help that was asked for goes to standard output.
  func report(asJSON: Bool) -> Int32 {
    if status == .done {
      print(cause)
    } else if asJSON {
      Console.writeError(json + "\n")
    } else if status == .usage {
      Console.writeError("ledgerctl: error: \(cause)\n")
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
