import ArgumentParser
import Ledger

/// Options of one value that are said more than once: the parser would take the last and drop the others without a word.
enum SaidTwice {
  /// Throws, of all such options, each with its values. `words`: what is said to the command. Flags may be said again, and options that may repeat.
  static func refuse(_ words: [String], of command: any ParsableCommand.Type) throws {
    let said = values(words)
    guard said.contains(where: { $0.values.count > 1 }) else { return }
    let faults = options(of: command).compactMap { option -> String? in
      let values = said.filter { option.contains($0.name) }.flatMap(\.values)
      guard values.count > 1, let name = option.first(where: { $0.hasPrefix("--") }) ?? option.first else { return nil }
      let shown = values.map { VisibleText.quoted(Repeat.isSecret($0) ? "..." : $0) }
      let times = values.count == 2 ? "twice" : "\(values.count) times"
      return "\(name) is said \(times): \(shown.dropLast().joined(separator: ", ")) and \(shown.last ?? "")"
    }
    guard !faults.isEmpty else { return }
    throw ExplainedError(
      failure: Failure(
        .usage, faults.joined(separator: "\nledgerctl: error: "), nextStep: "it takes one value: say it once"))
  }

  /// What is said of each name before "--", in order. The parser takes no value that begins with "--".
  private static func values(_ words: [String]) -> [(name: String, values: [String])] {
    var said: [(name: String, values: [String])] = []
    let words = words.prefix { $0 != "--" }
    for (index, word) in words.enumerated() where word.hasPrefix("-") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let next = words.dropFirst(index + 1).first
      let value = parts.count > 1 ? parts[1] : next ?? ""
      if let place = said.firstIndex(where: { $0.name == parts[0] }) {
        said[place].values.append(value)
      } else {
        said.append((parts[0], [value]))
      }
    }
    return said
  }

  /// The names of each option of a command that takes one value: ["-o", "--output"]. The parser tells them in no other way than as a picture of
  /// the command, an object of JSON, a member a line in the order of their names, the names of an argument after its kind.
  private static func options(of command: any ParsableCommand.Type) -> [[String]] {
    var picture = ""
    do { _ = try command.parseAsRoot(["--experimental-dump-help"]) } catch { picture = command.fullMessage(for: error) }
    var found: [[String]] = []
    var isRepeating = false
    var dashes: String?
    for line in picture.split(separator: "\n") {
      let member = line.trimmingPrefix { $0 == " " }
      switch member {
      case "\"isRepeating\" : true,": isRepeating = true
      case "\"isRepeating\" : false,": isRepeating = false
      case "\"kind\" : \"option\",": if !isRepeating { found.append([]) }
      case "\"kind\" : \"flag\",", "\"kind\" : \"positional\",": isRepeating = true
      case "\"kind\" : \"long\",": dashes = "--"
      case "\"kind\" : \"short\",": dashes = "-"
      case _ where member.hasPrefix("\"name\" : \""):
        if let dashes, !isRepeating, let last = found.indices.last {
          let name = dashes + member.dropFirst("\"name\" : \"".count).prefix { $0 != "\"" }
          if !found[last].contains(name) { found[last].append(name) }
        }
        dashes = nil
      default: break
      }
    }
    return found
  }
}
