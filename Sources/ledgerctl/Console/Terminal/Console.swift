import Glibc
import Ledger
import Synchronization

/// The terminal, files and the clock: the only place that touches them.
enum Console {
  /// Whether a person reads standard output and can answer on standard input.
  static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// The cells of the terminal, 100 where there is none.
  static var width: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return 100
  }

  /// The years in which a clock is believed: a machine that has lost its time stands at the beginning or at the end of what it counts.
  private static let yearsOfClocks = 2020...2069

  /// The day on this machine's calendar. Throws `Refusal` where its clock is plainly wrong.
  static func today() throws -> Day {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let year = Int(parts.tm_year) + 1900
    guard yearsOfClocks.contains(year) else {
      throw Refusal(
        "the clock of this machine stands in the year \(year), so today is not known",
        nextStep: "set the clock, or say the day: --date or --as-of, where the command has it")
    }
    return try Day(year: year, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
  }

  /// The variables of the process.
  static func environment() -> [String: String] {
    var found: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        found[String(text[..<equals])] = String(text[text.utf8.index(after: equals)...])
      }
      next += 1
    }
    return found
  }

  /// Writes to standard error.
  static func writeError(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  /// Says a warning of the server, as that a commit is not yet on the standby; its lesser notices are for nobody.
  @Sendable static func warn(_ notice: Notice) {
    guard notice.severity == "WARNING" else { return }
    writeError("ledgerctl: warning: \(VisibleText.escaped(notice.message))\n")
    for more in [notice.detail, notice.hint] where more != nil {
      writeError("  \(VisibleText.escaped(more ?? ""))\n")
    }
  }

  /// Writes to standard output. Where it takes no more, the command goes on, and `finish` says so at its end: what is recorded does
  /// not hang on whether its words could be read.
  static func write(_ text: String) {
    if !write(Array(text.utf8), to: STDOUT_FILENO) {
      _ = cut.compareExchange(expected: 0, desired: errno, ordering: .sequentiallyConsistent)
    }
  }

  /// Writes to standard output; throws where it takes no more. For what nobody has a use for in part.
  static func send(_ bytes: [UInt8]) throws {
    guard write(bytes, to: STDOUT_FILENO) else { throw outputCut(errno) }
  }

  /// Why standard output took no more, an error of the system; 0 while it takes everything.
  private static let cut = Atomic<Int32>(0)

  /// Whether the command did something beside what it records and prints, as a file that it wrote or books that it made.
  private static let isDone = Atomic<Bool>(false)

  /// Notes that the command did what it was for, and that what is left is to say so.
  static func noteDone() { isDone.store(true, ordering: .sequentiallyConsistent) }

  /// Ends a command that did its work: throws where standard output did not take all of it, unless something was recorded or done, which
  /// stands and is said on standard error.
  static func finish() throws {
    let error = cut.load(ordering: .sequentiallyConsistent)
    guard error != 0 else { return }
    let hasRecorded = Recording.process.hasCommitted
    guard hasRecorded || isDone.load(ordering: .sequentiallyConsistent) else { throw outputCut(error) }
    writeError(
      "ledgerctl: it is \(hasRecorded ? "recorded" : "done"); only what was to be printed of it was cut: \(SystemCall.message(error))\n"
    )
  }

  private static func outputCut(_ error: Int32) -> Refusal {
    if error == EPIPE, !Recording.process.hasCommitted { Streams.endAsItsReaderDid() }
    return Refusal(
      "standard output takes no more, so that what was printed is cut: \(SystemCall.message(error))",
      nextStep: "make room, or see why the program that reads it has ended, and run it again")
  }

  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = SystemCall.retrying { rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Asks a question and returns the answer; an empty answer is `fallback`.
  static func ask(_ question: String, fallback: String? = nil) throws -> String {
    write(fallback.map { "\(question) [\($0)]: " } ?? "\(question): ")
    guard let answer = try line() else {
      throw Refusal("the answer is missing", nextStep: "start again, or give it as an option")
    }
    return answer.isEmpty ? fallback ?? "" : answer
  }

  /// Asks a question, again until `read` takes the answer; what it refuses is told.
  static func ask<Value>(
    _ question: String, fallback: String? = nil, _ read: (String) throws -> Value
  ) throws -> Value {
    while true {
      let answer = try ask(question, fallback: fallback)
      do {
        return try read(answer)
      } catch let input as any InputError {
        print("  \(input.cause); \(input.nextStep)")
      } catch let refusal as Refusal {
        print("  \(refusal.cause); \(refusal.nextStep)")
      }
    }
  }

  /// The next line of standard input, nil at its end. At a terminal, Ctrl-C leaves: throws `Interrupted`.
  private static func line() throws -> String? {
    guard isatty(STDIN_FILENO) == 1 else { return readLine() }
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&input, 1, 200) <= 0 {
      if Interruption.process.isRequested { print("") }
      try Interruption.process.check()
    }
    // A terminal gives one line at a time.
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }

  /// Asks a question that is answered by yes or no, again until it is; an empty answer is no.
  static func confirms(_ question: String) throws -> Bool {
    while true {
      switch try ask("\(question) yes or no").lowercased() {
      case "y", "yes": return true
      case "", "n", "no": return false
      default: print("Answer yes or no.")
      }
    }
  }

  /// How large a file may be that is read whole; imports of plain files are read in blocks, whatever their size.
  private static let largestRead = 1 << 30

  /// The bytes of a file, or of standard input for `-`.
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Refusal(cannot: "read", path) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = SystemCall.retrying { Glibc.read(descriptor, &buffer, buffer.count) }
      guard count >= 0 else { throw Refusal(cannot: "read", path) }
      if count == 0 { return bytes }
      guard bytes.count + count <= largestRead else {
        throw Refusal(
          "\(VisibleText.escaped(path)) does not end within \(largestRead >> 20) megabytes, and is not read further",
          nextStep: "see whether it is the file that was meant; a longer one is split")
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// A file to import, or standard input for `-`. What can be read only once, as a pipe, is read now.
  static func input(_ path: String) throws -> InputFile {
    var status = stat()
    let isPlain = path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return isPlain ? InputFile(path: path) : InputFile(try read(path), name: path)
  }

  /// The path of a file that is to be written whole: where it leads over links. Throws `Refusal` where something else than a plain file is there.
  static func fileToReplace(_ path: String) throws -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Refusal(
        "\(VisibleText.escaped(path)) is not a plain file", nextStep: "name another one, or one that is not there yet")
    }
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  /// Removes what is left of a file that was not finished.
  static func remove(_ partial: String) { unlink(partial) }

  /// Writes into what is no plain file.
  private static func send(to path: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Refusal(cannot: "write", path) }
    defer { close(descriptor) }
    try body { bytes in
      guard write(bytes, to: descriptor) else { throw Refusal(cannot: "write", path) }
    }
    noteDone()
  }

  /// Puts one file in the place of another at once.
  static func move(_ source: String, to path: String) throws {
    guard rename(source, path) == 0 else {
      let failure = Refusal(cannot: "write", path)
      unlink(source)
      throw failure
    }
    noteDone()
  }

  /// Puts `text` in the place of a file at once: whoever reads sees the old file or the new one whole.
  static func replace(_ path: String, with text: String) throws {
    try replace(path, with: Array(text.utf8), mode: 0o644)
  }

  /// Puts bytes in the place of a file at once.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws {
    try replace(path, mode: mode) { try $0(bytes) }
  }

  /// Puts in the place of a file, at once, what `body` hands over piece by piece; where it fails, nothing is there. A link stands, and what it
  /// leads to is replaced; a file that stands keeps who may read it; what is no plain file, as a pipe, is written to and stays what it is.
  static func replace(_ path: String, mode: mode_t, _ body: (([UInt8]) throws -> Void) throws -> Void) throws {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG { return try send(to: path, body) }
    let path = try fileToReplace(path)
    let partial = "\(path).partial-\(getpid())"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Refusal(cannot: "write", path) }
    do {
      if exists, fchmod(descriptor, status.st_mode & 0o777) != 0 { throw Refusal(cannot: "write", path) }
      try body { bytes in
        guard write(bytes, to: descriptor) else { throw Refusal(cannot: "write", path) }
      }
      guard fsync(descriptor) == 0 else { throw Refusal(cannot: "write", path) }
    } catch {
      close(descriptor)
      unlink(partial)
      throw error
    }
    guard close(descriptor) == 0 else {
      let failure = Refusal(cannot: "write", path)
      unlink(partial)
      throw failure
    }
    try move(partial, to: path)
  }
}

/// Writes a line to standard output, as `Console.write` does: whatever the command prints takes one way, in order.
func print(_ line: String = "") { Console.write(line + "\n") }
