import Foundation
import Glibc

/// A program at a real terminal (a pty): what it prints is read, and its prompts are answered.
final class Terminal {
  private let process: Process
  private let primary: Int32
  /// All that was printed so far.
  private(set) var screen = ""
  private var readThrough = 0

  /// Starts the program with words at a terminal of its own.
  init(_ program: Program, _ words: [String], columns: UInt16 = 100) throws {
    // What posix_openpt, unlockpt and ptsname do on Linux; Swift's Glibc leaves them out.
    primary = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (number, lock): (Int32, Int32) = (0, 0)
    _ = ioctl(primary, 0x4004_5431, &lock)
    _ = ioctl(primary, 0x8004_5430, &number)
    var size = winsize(ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
    let secondary = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    process = try program.start(words)
    let handle = FileHandle(fileDescriptor: secondary, closeOnDealloc: false)
    (process.standardInput, process.standardOutput, process.standardError) = (handle, handle, handle)
    try process.run()
    close(secondary)
  }

  deinit { close(primary) }

  /// Waits until a text stands on the screen after what was waited for before, and types a line.
  func answer(_ prompt: String, _ line: String) -> Bool {
    guard wait(for: prompt) else { return false }
    let bytes = Array((line + "\n").utf8)
    return write(primary, bytes, bytes.count) == bytes.count
  }

  /// Reads until the text has come; false where the program ended without it.
  func wait(for text: String) -> Bool {
    while true {
      let rest = screen.dropFirst(readThrough)
      if let range = rest.range(of: text) {
        readThrough = screen.distance(from: screen.startIndex, to: range.upperBound)
        return true
      }
      guard readMore() else { return false }
    }
  }

  /// Interrupts the program at this prompt, as Ctrl-C does.
  func interrupt(at prompt: String) -> Bool {
    guard wait(for: prompt) else { return false }
    process.interrupt()
    return true
  }

  /// Reads to the end, and gives the exit status.
  func end() -> Int32 {
    while readMore() {}
    process.waitUntilExit()
    return process.terminationStatus
  }

  private func readMore() -> Bool {
    // A program that asks what nobody answers would wait for ever.
    var wanted = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, 20_000) > 0 else {
      process.terminate()
      return false
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(primary, &buffer, buffer.count)
    guard count > 0 else { return false }
    screen += String(decoding: buffer[..<count], as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
    return true
  }
}
