import ArgumentParser
import Ledger

/// Every value that the parser cannot read, and everything that a command lacks: the parser throws the first and says nothing of the rest.
struct ParserFaults {
  private struct Fault {
    let text: String
    let isMissing: Bool
  }

  private let command: any ParsableCommand.Type
  private let arguments: [CommandPicture.Argument]
  private var words: [String]
  private var faults: [Fault] = []
  private var told: Set<String> = []

  /// Throws, of words that the parser refuses for a value, or for one that is missing, all such. `words`: what is said to the command.
  static func refuse(_ words: [String], of command: any ParsableCommand.Type) throws {
    var found = ParserFaults(words, command)
    while let refusal = Refused(found.words, command), found.take(refusal) {}
    guard !found.faults.isEmpty else { return }
    let text = found.faults.map(\.text).joined(separator: "\nledgerctl: error: ")
    throw ExplainedError(failure: Failure(found.faults.allSatisfy(\.isMissing) ? .usage : .refused, text))
  }

  private init(_ words: [String], _ command: any ParsableCommand.Type) {
    (self.words, self.command) = (words, command)
    arguments = CommandPicture(of: command).arguments
  }

  /// Takes what is refused, and mends the words so that the next is told; false where they cannot be.
  private mutating func take(_ refused: Refused) -> Bool {
    guard let argument = arguments.first(where: { $0.isCalled(refused.name) })
    else { return false }
    guard let value = refused.value else {
      // What could not be read, and was taken away, is not missing.
      if told.insert(argument.name).inserted {
        faults.append(Fault(text: "\(argument.shown): nothing is given\n  \(argument.help)", isMissing: true))
      }
      return fill(argument)
    }
    guard remove(value, of: argument) else { return false }
    told.insert(argument.name)
    faults.append(Fault(text: Failure(refused.error).cause, isMissing: false))
    return true
  }

  /// Takes away a value that cannot be read, with its option.
  private mutating func remove(_ value: String, of argument: CommandPicture.Argument) -> Bool {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    if argument.kind == .positional {
      guard let place = words.firstIndex(of: value) else { return false }
      words.remove(at: place)
      return true
    }
    for (place, word) in words[..<end].enumerated() {
      if argument.names.contains(word), place + 1 < words.count, words[place + 1] == value {
        words.removeSubrange(place...(place + 1))
        return true
      }
      if argument.names.contains(where: { word == "\($0)=\(value)" }) {
        words.remove(at: place)
        return true
      }
    }
    return false
  }

  /// Gives it a value that can be read, whatever that is: nothing of this is run.
  private mutating func fill(_ argument: CommandPicture.Argument) -> Bool {
    let values = argument.choices + ["x", "1", "2000-01-01", "2000-01", "1.00"]
    for value in values {
      let filled = argument.kind == .positional ? words + [value] : [argument.name, value] + words
      guard let next = Refused(filled, command), argument.isCalled(next.name) else {
        words = filled
        return true
      }
    }
    return false
  }
}

extension ParserFaults {
  /// What the parser refuses of some words, if it is a value or something that is missing.
  private struct Refused {
    let error: any Error
    /// The option, or what is given without a name: `--from`, `entry`.
    let name: String
    /// The value; nil where it is missing.
    let value: String?

    init?(_ words: [String], _ command: any ParsableCommand.Type) {
      do {
        _ = try command.parseAsRoot(words)
        return nil
      } catch {
        self.error = error
        let text = command.fullMessage(for: error).trimmingPrefix("Error: ")
        if let found = text.prefixMatch(of: /Missing expected argument '(?:(--?[^ ']+) )?<([^>]+)>'/) {
          (name, value) = (String(found.output.1 ?? found.output.2), nil)
        } else if let found = text.prefixMatch(of: /The value '(.*?)' is invalid for '(?:(--?[^ ']+) )?<([^>]+)>'/) {
          (name, value) = (String(found.output.2 ?? found.output.3), String(found.output.1))
        } else {
          return nil
        }
      }
    }
  }
}

extension CommandPicture.Argument {
  /// As it is told: `--reason`, `ENTRY`.
  fileprivate var shown: String { kind == .positional ? name.uppercased() : name }

  /// Whether the parser calls it so in what it refuses.
  fileprivate func isCalled(_ name: String) -> Bool { kind == .positional ? valueName == name : names.contains(name) }
}
