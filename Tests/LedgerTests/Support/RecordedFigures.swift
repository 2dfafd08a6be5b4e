/// What the statements of one file print: a section for each, headed by `# ` and the command that prints it; where that prints several,
/// by whose statement it is and the command.
///
///     # ledgerctl statement cash --org cis-memphis --as-of 2022-06-30 --format csv
///     kind,Account,Fund,Before,Received,Paid,Balance
///     detail,...
struct RecordedFigures: Equatable {
  struct Section: Equatable {
    let title: String
    var lines: [String]
  }

  var sections: [Section]

  init(sections: [Section]) { self.sections = sections }

  init(_ text: String) {
    sections = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# ") {
        sections.append(Section(title: String(line.dropFirst(2)), lines: []))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(String(line))
      }
    }
  }

  var text: String {
    sections.map { (["# \($0.title)"] + $0.lines).joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// Each statement that is printed otherwise than here, with the first lines that differ.
  func differences(from printed: RecordedFigures, showing count: Int = 3) -> [String] {
    let mine = Dictionary(sections.map { ($0.title, $0.lines) }) { first, _ in first }
    let theirs = Dictionary(printed.sections.map { ($0.title, $0.lines) }) { first, _ in first }
    return sections.compactMap { section -> String? in
      guard let lines = theirs[section.title] else { return "\(section.title)\n  is recorded and was not printed" }
      return Self.difference(section.lines, lines, showing: count).map { "\(section.title)\n\($0)" }
    }
      + printed.sections.filter { mine[$0.title] == nil }.map { "\($0.title)\n  is printed and was not recorded" }
  }

  private static func difference(_ recorded: [String], _ printed: [String], showing count: Int) -> String? {
    if recorded == printed { return nil }
    var changes: [(place: Int, text: String)] = []
    for change in printed.difference(from: recorded) {
      switch change {
      case .remove(let offset, let line, _): changes.append((2 * offset, "  recorded: \(line)"))
      case .insert(let offset, let line, _): changes.append((2 * offset + 1, "  printed:  \(line)"))
      }
    }
    let shown = changes.sorted { $0.place < $1.place }.map(\.text)
    let rest = shown.count - 2 * count
    return (shown.prefix(2 * count) + (rest > 0 ? ["  and \(rest) more lines"] : [])).joined(separator: "\n")
  }
}
