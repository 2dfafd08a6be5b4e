import Glibc
import Values

/// A file to import. It is read in blocks, and from its start as often as needed, so that its size plays no part.
package struct InputFile: Sendable {
  /// The name as the user gave it, for faults.
  package let name: String
  private let content: Content
  /// Of a table that was written out as CSV, the cells that it came from.
  private var cells: PlacedCSV?

  private enum Content: Sendable {
    case bytes([UInt8])
    case path(String)
  }

  /// What was read before, as from standard input.
  package init(_ bytes: [UInt8], name: String) {
    self.name = name
    content = .bytes(bytes)
  }

  /// A table that was written out as CSV.
  package init(_ csv: PlacedCSV, name: String) {
    self.init(Array(csv.text.utf8), name: name)
    cells = csv
  }

  /// Where a row stands that begins on a line, as people name it: `line 3`, or of a workbook `sheet ‹May›, cell A3`.
  package func place(ofLine line: Int) -> String {
    guard let cell = cells?.cell(line: line, column: 1) else { return "line \(line)" }
    return cell.position.map { "line \($0.line)" } ?? cell.place
  }

  /// A file on disk.
  package init(path: String) {
    name = path
    content = .path(path)
  }

  /// Its first bytes, fewer where it has fewer. Throws `Refusal` where it cannot be read.
  package func bytes(_ count: Int) throws(Refusal) -> [UInt8] { try open().next(count) }

  /// All of it. Throws `Refusal` where it cannot be read.
  package func bytes() throws(Refusal) -> [UInt8] {
    let blocks = try open()
    var all: [UInt8] = []
    while true {
      let block = try blocks.next(1 << 20)
      if block.isEmpty { return all }
      all += block
    }
  }

  /// The name without its folder, at most 200 characters, as an import is listed.
  package var label: String {
    let last = name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? name
    return name == "-" || last.allSatisfy(\.isWhitespace) ? "standard input" : last.clipped(200)
  }

  /// Opens it at its start. Throws `Refusal` where there is no such file, or no right to read it.
  func open() throws(Refusal) -> InputBlocks {
    switch content {
    case .bytes(let bytes): return InputBlocks(bytes)
    case .path(let path): return try InputBlocks(path: path)
    }
  }
}

/// The bytes of an input file, one block after the other.
final class InputBlocks {
  private let path: String
  private let descriptor: Int32?
  private var bytes: ArraySlice<UInt8> = []
  /// How many bytes it has in all; of what is no ordinary file, zero.
  let size: Int

  fileprivate init(_ bytes: [UInt8]) {
    (path, descriptor, self.bytes, size) = ("", nil, bytes[...], bytes.count)
  }

  fileprivate init(path: String) throws(Refusal) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.refusal(path) }
    var status = stat()
    fstat(descriptor, &status)
    (self.path, self.descriptor, size) = (path, descriptor, Int(status.st_size))
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// Up to `count` further bytes; fewer only at the end.
  func next(_ count: Int) throws(Refusal) -> [UInt8] {
    guard let descriptor else {
      defer { bytes = bytes.dropFirst(count) }
      return Array(bytes.prefix(count))
    }
    var block = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let added = SystemCall.retrying {
        block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + filled }, count - filled) }
      }
      if added < 0 { throw Self.refusal(path) }
      if added == 0 { break }
      filled += added
    }
    block.removeLast(count - filled)
    return block
  }

  private static func refusal(_ path: String) -> Refusal { Refusal(cannot: "read", path) }
}

extension Refusal {
  /// Why the system refused to read or write a file, at the moment that it did.
  package init(cannot action: String, _ path: String) {
    let code = errno
    let nextStep =
      switch code {
      case ENAMETOOLONG: "choose a shorter name: one of at most 200 bytes always fits"
      case ENOSPC, EDQUOT: "make room on that disk, or choose another folder, and run it again"
      case EROFS: "nothing can be written to that disk: choose another folder"
      case EMFILE, ENFILE: "\"ulimit -n 1024\" lets a program open more files; then try again"
      default: "check the name of the file and your rights to it"
      }
    self.init("cannot \(action) \(VisibleText.escaped(path)): \(SystemCall.message(code))", nextStep: nextStep)
  }
}
