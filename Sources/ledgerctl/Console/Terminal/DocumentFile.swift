import Glibc
import Ledger

/// Files of documents, on their way in and out.
enum DocumentFile {
  /// The plain file at `path`, small enough to be kept. Throws `Refusal`.
  static func read(_ path: String, title: String? = nil) throws -> DocumentDraft {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw refusal(path, SystemCall.message(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refusal(path, SystemCall.message(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw refusal(path, "it is a folder; \"ledgerctl receipt import\" takes folders")
    default: throw refusal(path, "it is not a plain file")
    }
    guard status.st_size > 0 else { throw refusal(path, "it is empty") }
    let limit = DocumentDraft.largestByteCount
    guard status.st_size <= limit else {
      throw Refusal(
        "\(VisibleText.escaped(path)) has \(grouped(Int(status.st_size))) bytes, and a document at most \(grouped(limit)) (10 MiB)",
        nextStep: "scan it again with fewer dots per inch, or attach it in parts")
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = SystemCall.retrying { Glibc.read(descriptor, &block, block.count) }
      guard count >= 0 else { throw refusal(path, SystemCall.message(errno)) }
      if count == 0 { break }
      bytes.append(contentsOf: block[..<count])
    }
    return DocumentDraft(fileName: name, bytes: bytes, title: title)
  }

  /// The names of the files in a folder, in order; hidden ones are left out. Throws `Refusal`.
  static func names(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw refusal(folder, SystemCall.message(errno)) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// A number with its thousands apart: `10,485,760`.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  private static func refusal(_ path: String, _ cause: String) -> Refusal {
    Refusal(
      "cannot read \(VisibleText.escaped(path)): \(cause)", nextStep: "check the name of the file and your rights to it"
    )
  }
}
