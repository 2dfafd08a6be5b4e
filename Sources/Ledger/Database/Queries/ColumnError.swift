/// A column read as what it is not. A mistake of the program, never of a person.
public struct ColumnError: Error, Hashable, CustomStringConvertible {
  /// The name that was asked for.
  public let column: String
  /// What was asked for, in words.
  public let wanted: String
  /// What is there instead: the type, NULL, or no such column. Never the value.
  public let found: String

  /// Column, what was wanted, what was found.
  public var description: String { "column \(column): wanted \(wanted), found \(found)" }
}

/// The type of a column, by PostgreSQL's fixed object identifiers (`pg_type.dat`).
struct ColumnKind: RawRepresentable, Hashable, CustomStringConvertible {
  let rawValue: UInt32

  static let boolean = ColumnKind(rawValue: 16)
  static let bigint = ColumnKind(rawValue: 20)
  static let smallint = ColumnKind(rawValue: 21)
  static let integer = ColumnKind(rawValue: 23)
  static let text = ColumnKind(rawValue: 25)
  static let date = ColumnKind(rawValue: 1082)
  static let timestampWithZone = ColumnKind(rawValue: 1184)
  static let numeric = ColumnKind(rawValue: 1700)

  static let wholeNumbers: [ColumnKind] = [.smallint, .integer, .bigint]

  var description: String {
    switch self {
    case .boolean: "boolean"
    case .bigint: "bigint"
    case .smallint: "smallint"
    case .integer: "integer"
    case .text: "text"
    case .date: "date"
    case .timestampWithZone: "timestamp with time zone"
    case .numeric: "numeric (cast it to bigint)"
    default: "type number \(rawValue)"
    }
  }
}
