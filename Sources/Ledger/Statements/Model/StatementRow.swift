/// A row of a statement.
public struct StatementRow: Sendable, Equatable {
  /// What a row is; it decides rules, weight and order, and is said in every format.
  public enum Kind: String, Sendable {
    /// A label over the rows that follow, without amounts.
    case heading
    case detail
    /// What is said beside and is in no sum: a balance at the beginning, the same amounts by site.
    case memo
    /// The sum of a group, with a rule above its amounts.
    case subtotal
    /// The sum of the statement, with a double rule below its amounts.
    case total
  }

  /// What the row is.
  public let kind: Kind
  /// The steps that the first text is moved in, from 0.
  public let indent: Int
  /// The words of a heading; nil for other rows, whose words are cells.
  public let label: String?
  /// The cells by position; none for a heading.
  public let cells: [StatementCell]
  /// What the row is about, beyond what the statement is.
  public let keys: StatementKeys

  /// A label over the rows that follow.
  public static func heading(_ label: String, indent: Int = 0) -> StatementRow {
    StatementRow(kind: .heading, indent: indent, label: label, cells: [], keys: StatementKeys())
  }

  /// A row of its own.
  public static func detail(
    _ cells: [StatementCell], indent: Int = 0, keys: StatementKeys = StatementKeys()
  ) -> StatementRow {
    StatementRow(kind: .detail, indent: indent, label: nil, cells: cells, keys: keys)
  }

  /// The same row with other cells.
  package func with(_ cells: [StatementCell]) -> StatementRow {
    StatementRow(kind: kind, indent: indent, label: label, cells: cells, keys: keys)
  }

  /// What is said beside and is in no sum.
  public static func memo(
    _ cells: [StatementCell], indent: Int = 0, keys: StatementKeys = StatementKeys()
  ) -> StatementRow {
    StatementRow(kind: .memo, indent: indent, label: nil, cells: cells, keys: keys)
  }

  /// The sum of a group.
  public static func subtotal(
    _ cells: [StatementCell], indent: Int = 0, keys: StatementKeys = StatementKeys()
  ) -> StatementRow {
    StatementRow(kind: .subtotal, indent: indent, label: nil, cells: cells, keys: keys)
  }

  /// The sum of the statement.
  public static func total(
    _ cells: [StatementCell], indent: Int = 0, keys: StatementKeys = StatementKeys()
  ) -> StatementRow {
    StatementRow(kind: .total, indent: indent, label: nil, cells: cells, keys: keys)
  }
}

/// One value of a statement.
public enum StatementCell: Sendable, Equatable {
  case money(Money)
  /// Tenths of a percent: 432 is 43.2%.
  case percent(tenths: Int)
  case integer(Int)
  case text(String)
  case day(Day)
  /// A bar for the eye, in tenths of a percent of its full length; drawn on terminals only.
  case bar(tenths: Int)
  /// There is nothing to say.
  case empty
  /// There can be no value here; drawn as a dash.
  case notApplicable

  func fits(_ type: StatementColumn.ColumnType) -> Bool {
    switch self {
    case .money: type == .money
    case .percent: type == .percent
    case .integer: type == .integer
    case .text: type == .text
    case .day: type == .date
    case .bar: type == .bar
    case .empty, .notApplicable: true
    }
  }

  /// The value for machines: `1234.50`, `43.2`, `2021-07-01`; nil where there is none.
  package var exact: String? {
    switch self {
    case .money(let money): money.description
    case .percent(let tenths), .bar(let tenths): StatementCell.spelled(tenths: tenths)
    case .integer(let integer): String(integer)
    case .text(let text): text
    case .day(let day): day.description
    case .empty, .notApplicable: nil
    }
  }

  package static func spelled(tenths: Int) -> String {
    "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}
