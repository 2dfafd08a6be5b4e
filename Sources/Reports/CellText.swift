import Ledger

/// The words of a cell for people, the same in each format that people read.
enum CellText {
  /// `1,234.50`, `(1,234.50)`, `43.2%`, a dash for what cannot be; a bar has no words.
  static func of(_ cell: StatementCell) -> String {
    switch cell {
    case .money(let money): negative(money.isNegative, money.grouped)
    case .percent(let tenths): negative(tenths < 0, StatementCell.spelled(tenths: tenths) + "%")
    case .integer, .text, .day: cell.exact ?? ""
    case .bar, .empty: ""
    case .notApplicable: "–"
    }
  }

  /// Accountants put what is below zero in parentheses.
  private static func negative(_ isNegative: Bool, _ text: String) -> String {
    isNegative ? "(" + text.dropFirst() + ")" : text
  }

  /// A bar of that many cells, to the eighth of a cell. The last is free, so that what goes on beyond the whole is the longest: ▶ says it.
  static func bar(tenths: Int, width: Int) -> String {
    let whole = width - 1
    guard tenths > 0 else { return String(repeating: "░", count: whole) + " " }
    guard tenths <= 1000 else { return String(repeating: "█", count: whole) + "▶" }
    let eighths = max(1, tenths * whole * 8 / 1000)
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let bar = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    return bar + String(repeating: "░", count: whole - bar.count) + " "
  }
}

extension StatementColumn.ColumnType {
  /// Whether cells end at the right edge of the column, so that digits stand under digits.
  var isOnTheRight: Bool { self == .money || self == .percent || self == .integer }
}
