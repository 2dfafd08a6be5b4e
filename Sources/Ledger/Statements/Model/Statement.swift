/// A report as data: what it says, before any format draws it.
///
/// Every format draws the same value, so they cannot disagree. A plain list is a statement with only detail rows.
///
///     title, subtitle
///     facts      label: value, in order    the award, its term, the window, as of, recorded through, the basis
///     columns    typed
///     rows       heading | detail | subtotal | total, each with an indent
///     notes
public struct Statement: Sendable, Equatable {
  /// What it is, as `Budget versus actual`.
  public let title: String
  /// Whose it is, where that stands under the title.
  public let subtitle: String?
  /// What a reader must know to read the amounts, in order.
  public let facts: [StatementFact]
  /// The columns, from the left.
  public let columns: [StatementColumn]
  /// The rows, from the top.
  public let rows: [StatementRow]
  /// Footnotes, in order.
  public let notes: [String]
  /// What all rows are about; nil of lists, which say it in their columns.
  public let scope: StatementScope?

  /// Makes a statement.
  /// - Precondition: every row but a heading has a cell for each column, of the column's type.
  public init(
    title: String, subtitle: String? = nil, facts: [StatementFact] = [], columns: [StatementColumn],
    rows: [StatementRow], notes: [String] = [], scope: StatementScope? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.facts = facts
    self.columns = columns
    self.rows = rows
    self.notes = notes
    self.scope = scope
    checkInvariants()
  }

  private func checkInvariants() {
    for row in rows where row.kind != .heading {
      precondition(row.cells.count == columns.count, "a row has \(row.cells.count) cells for \(columns.count) columns")
      for (cell, column) in zip(row.cells, columns) {
        precondition(cell.fits(column.type), "the column \(column.key) holds \(column.type), not \(cell)")
      }
    }
  }
}

/// A label and its value in the head of a statement, as `Term: 2021-07-01 through 2022-06-30`.
public struct StatementFact: Sendable, Equatable {
  /// What the value is, without a colon.
  public let label: String
  /// The value in words.
  public let value: String

  /// Makes a fact.
  public init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// A column of a statement.
public struct StatementColumn: Sendable, Equatable {
  /// What a column holds, which decides how it is aligned and spelled.
  public enum ColumnType: String, Sendable {
    case money, percent, integer, text, date, bar
  }

  /// The name for machines, stable between versions: `to_date`.
  public let key: String
  /// The name for people: `To date`.
  public let title: String
  /// What the cells are.
  public let type: ColumnType
  /// The least width in cells of a terminal, where a list should not jump about.
  public let minWidth: Int?
  /// On a terminal, whether a cell that is too long goes over several lines rather than being cut.
  public let wraps: Bool

  /// Makes a column.
  public init(_ key: String, _ title: String, _ type: ColumnType, minWidth: Int? = nil, wraps: Bool = true) {
    self.key = key
    self.title = title
    self.type = type
    self.minWidth = minWidth
    self.wraps = wraps
  }
}
