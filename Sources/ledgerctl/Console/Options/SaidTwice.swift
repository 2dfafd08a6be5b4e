import ArgumentParser
import Ledger

/// Options of one value that are said more than once: the parser would take the last and drop the others without a word.
enum SaidTwice {
  /// Throws, of all such options, each with its values. `words`: what is said to the command. Flags may be said again, and options that may repeat.
  static func refuse(_ words: [String], of command: any ParsableCommand.Type) throws {
    let said = values(words)
    guard said.contains(where: { $0.values.count > 1 }) else { return }
    let faults = CommandPicture(of: command).arguments.compactMap { option -> String? in
      guard option.kind == .option, !option.isRepeating else { return nil }
      let values = said.filter { option.names.contains($0.name) }.flatMap(\.values)
      guard values.count > 1 else { return nil }
      let shown = values.map { VisibleText.quoted(Repeat.isSecret($0) ? "..." : $0) }
      let times = values.count == 2 ? "twice" : "\(values.count) times"
      return "\(option.name) is said \(times): \(shown.dropLast().joined(separator: ", ")) and \(shown.last ?? "")"
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
}
