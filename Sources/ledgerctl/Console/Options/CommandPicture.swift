import ArgumentParser
import Ledger

/// What a command takes, as the argument parser tells it: in no other way than as a picture of the command, an object of JSON.
struct CommandPicture {
  /// An argument, an option or a flag.
  struct Argument {
    /// What kind it is.
    enum Kind: String { case positional, option, flag }

    let kind: Kind
    /// Its names with their dashes: `--output`, `-o`. None of what is given without a name.
    let names: [String]
    /// What its value is called.
    let valueName: String?
    /// Whether it may be given more than once.
    let isRepeating: Bool
    /// What there is to choose from; none where anything may be said.
    let choices: [String]
    /// What its help says.
    let help: String

    /// What it is known by: `--output`, and `entry` of what has no name.
    var name: String { names.first { $0.hasPrefix("--") } ?? names.first ?? valueName ?? "" }
  }

  /// In the order of the command's help.
  let arguments: [Argument]

  init(of command: any ParsableCommand.Type) {
    var picture = ""
    do { _ = try command.parseAsRoot(["--experimental-dump-help"]) } catch { picture = command.fullMessage(for: error) }
    arguments = JSONText(reading: picture)?["command"]?["arguments"]?.items.compactMap(Argument.init) ?? []
  }

  /// The command of these words, `commitment release`; nil where there is none.
  static func command(_ words: [String], under parent: any ParsableCommand.Type = Ledgerctl.self)
    -> (any ParsableCommand.Type)?
  {
    guard let word = words.first else { return parent }
    return parent.configuration.subcommands.first { $0._commandName == word }
      .flatMap { command(Array(words.dropFirst()), under: $0) }
  }
}

extension CommandPicture.Argument {
  init?(_ json: JSONText) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)) else { return nil }
    self.kind = kind
    names = (json["names"]?.items ?? []).compactMap { name in
      name["name"]?.string.map { (name["kind"]?.string == "long" ? "--" : "-") + $0 }
    }
    valueName = json["valueName"]?.string
    isRepeating = json["isRepeating"]?.isTrue ?? false
    choices = (json["allValues"]?.items ?? []).compactMap(\.string)
    help = json["abstract"]?.string ?? ""
  }
}
