import Foundation

@testable import Ledger

/// Commands of one story and what each prints, in one file that reads like a session at a terminal:
///
///     # What the story is about.
///     $ ledgerctl party add shop 'The Corner Shop'
///     Added party shop, The Corner Shop.
///     $ ledgerctl party add
///     ledgerctl: error: ...
///     [2]
///
/// Output and errors follow each other; a status other than 0 stands in brackets after them. `@NAME` lines before the first command are files that it may
/// name, each to the next empty line. Moments, hashes and today are masked.
struct Transcript {
  struct Step: Equatable {
    let command: String
    var said: [String]
  }

  /// The words before the first command: comments and files.
  let head: [String]
  var steps: [Step] = []
  private var files: [String: [String]] = [:]

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    let first = lines.firstIndex { $0.hasPrefix("$ ") } ?? lines.count
    head = Array(lines[..<first])
    var file: String?
    for line in head {
      if line.hasPrefix("@") { file = String(line.dropFirst()) } else if line.isEmpty { file = nil }
      if let file, !line.hasPrefix("@") { files[file, default: []].append(line) }
    }
    for line in lines[first...] {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), said: []))
      } else {
        steps[steps.count - 1].said.append(line)
      }
    }
  }

  var text: String {
    (head + steps.flatMap { ["$ \($0.command)"] + $0.said }).joined(separator: "\n") + "\n"
  }

  /// The same commands, with what the program says to them now.
  func printed(by program: Program) throws -> Transcript {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-transcript-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, lines) in files {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: name))
    }
    var printed = self
    for index in steps.indices {
      var words = Program.words(of: steps[index].command)
      precondition(words.removeFirst() == "ledgerctl", "a command of the program")
      words = words.map { files[$0] == nil ? $0 : folder.appending(path: $0).path }
      let outcome = try program.run(words)
      let text = (outcome.output + outcome.errors).replacing(folder.path + "/", with: "")
      var said = text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.masked(String($0)) }
      while said.last?.isEmpty == true { said.removeLast() }
      printed.steps[index].said = said + (outcome.status == 0 ? [] : ["[\(outcome.status)]"])
    }
    return printed
  }

  /// A line without what is another one in each run, as wide as it was.
  private static func masked(_ line: String) -> String {
    line.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}/, with: "YYYY-MM-DD HH:MM:SS")
      .replacing(/[0-9a-f]{64}/) { String(repeating: "x", count: $0.output.count) }
      .replacing(today, with: "20YY-MM-DD")
  }

  private static let today = String(Date().ISO8601Format().prefix(10))

  /// Each command that says something else than here, with the first lines that differ.
  func differences(from printed: Transcript) -> [String] {
    zip(steps, printed.steps).filter { $0 != $1 }.map { mine, theirs in
      let change = theirs.said.difference(from: mine.said).prefix(6).map { change in
        switch change {
        case .remove(_, let line, _): "  recorded: \(line)"
        case .insert(_, let line, _): "  printed:  \(line)"
        }
      }
      return "\(mine.command)\n" + change.joined(separator: "\n")
    }
  }
}
