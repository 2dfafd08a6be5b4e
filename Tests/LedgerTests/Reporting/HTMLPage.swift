@testable import Spreadsheets

/// A page of HTML as it is read back: elements with their texts, and the rows of its tables.
struct HTMLPage {
  struct Row {
    /// thead, tbody or tfoot.
    let part: String
    /// heading, detail, memo, subtotal or total; empty of a head.
    let kind: String
    var cells: [String] = []

    /// The cells as programs read them: `-1234.50` for `(1,234.50)`, `43.2` for `43.2%`, nothing for a dash.
    var exact: [String] {
      cells.map { cell in
        let digits = cell.filter { !"(),%".contains($0) }
        guard !digits.isEmpty, digits.allSatisfy({ $0.isNumber || $0 == "." }) else { return cell == "–" ? "" : cell }
        return cell.hasPrefix("(") ? "-\(digits)" : digits
      }
    }
  }

  private(set) var rows: [Row] = []
  private(set) var names: Set<String> = []
  private var elements: [(name: String, text: String)] = []

  init(_ text: String) throws {
    var (part, cell, open) = ("", String?.none, [(name: String, text: String)]())
    var (rows, names, elements) = ([Row](), Set<String>(), [(name: String, text: String)]())
    try XMLEvents.read(Array(text.utf8)) { event in
      switch event {
      case .start("!DOCTYPE", _): break
      case .start(let name, let attributes):
        names.insert(name)
        open.append((name, ""))
        if ["thead", "tbody", "tfoot"].contains(name) { part = name }
        if name == "tr" { rows.append(Row(part: part, kind: attributes["class"] ?? "")) }
        if name == "th" || name == "td" { cell = "" }
      case .text(let text):
        cell? += text
        if !open.isEmpty { open[open.count - 1].text += text }
      case .end(let name):
        if let text = cell, name == "th" || name == "td" {
          rows[rows.count - 1].cells.append(text)
          cell = nil
        }
        if let last = open.popLast() { elements.append(last) }
      }
    }
    (self.rows, self.names, self.elements) = (rows, names, elements)
  }

  /// The texts of all elements of a name, in order.
  func texts(_ name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }
}
