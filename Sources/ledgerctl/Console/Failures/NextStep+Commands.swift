import Ledger

extension NextStep {
  /// With each act as the command that does it, in quotes.
  var inCommands: String { text { "\"\($0.command)\"" } }
}

extension NextStep.NamedAct {
  /// As a shell takes it: what is known of its fields, then a placeholder for each that is not. It says where the books are, and whose, as the command
  /// that was refused did.
  var command: String {
    let arguments = CommandPicture.command(words).map { CommandPicture(of: $0).arguments } ?? []
    let organization = fields["org"] == nil ? Repeat.value(of: "--org") : nil
    var (known, open): ([String], [String]) = ([], [])
    for argument in arguments {
      let field = argument.field
      if field == "org", let organization { known += [argument.name, Shell.quoted(organization)] }
      guard let value = fields[field] else { continue }
      switch (argument.kind, value) {
      case (.positional, let value): known.append(value.map(Shell.quoted) ?? field.uppercased())
      case (.flag, _): known.append(argument.name)
      case (.option, let value?): known += [argument.name, Shell.quoted(value)]
      case (.option, nil): open += [argument.name, "..."]
      }
    }
    return (["ledgerctl"] + words + known + open + Repeat.placeWords.map(Shell.quoted)).joined(separator: " ")
  }
}

extension CommandPicture.Argument {
  /// The field of an act that it says.
  var field: String { String(name.trimmingPrefix("--")) }
}
