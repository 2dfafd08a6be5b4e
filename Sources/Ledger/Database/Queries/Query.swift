/// SQL with the values that are bound to it.
///
/// Interpolated values never become SQL text; they are sent beside it:
///
///     let query: Query = "select code from ledger.account where organization_id = \(organization)"
///     // select code from ledger.account where organization_id = $1
///
/// A `Query` interpolated into another is inserted with its parameters.
public struct Query: ExpressibleByStringInterpolation, Sendable {
  /// SQL text before, between and after the parameters: always one more than there are parameters.
  private var segments: [String]
  /// The values of `$1`, `$2`, … in text format; nil is NULL.
  public private(set) var parameters: [String?]

  /// SQL without parameters.
  public init(stringLiteral value: String) {
    segments = [value]
    parameters = []
  }

  /// SQL with bound values.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.query }

  /// SQL text that was made elsewhere, such as a migration. Never build it from what a person typed.
  public init(unescaped sql: String) { self.init(stringLiteral: sql) }

  /// The SQL text with `$1`, `$2`, … for the values.
  public var sql: String {
    var text = segments[0]
    for (index, segment) in segments.dropFirst().enumerated() { text += "$\(index + 1)\(segment)" }
    return text
  }

  /// Adds `other` at the end, with its parameters.
  public mutating func append(_ other: Query) {
    segments[segments.count - 1] += other.segments[0]
    segments.append(contentsOf: other.segments.dropFirst())
    parameters.append(contentsOf: other.parameters)
  }

  private mutating func bind(_ text: String?) {
    parameters.append(text)
    segments.append("")
  }

  /// Collects the pieces of an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var query = Query(stringLiteral: "")

    /// Starts empty.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// SQL as it stands in the source.
    public mutating func appendLiteral(_ literal: String) { query.append(Query(stringLiteral: literal)) }

    /// A value, bound to the next parameter.
    public mutating func appendInterpolation(_ value: some QueryParameter) { query.bind(value.parameterText) }

    /// A value, or NULL for nil, bound to the next parameter.
    public mutating func appendInterpolation<Value: QueryParameter>(_ value: Value?) {
      query.bind(value?.parameterText)
    }

    /// Another query, inserted with its parameters.
    public mutating func appendInterpolation(_ fragment: Query) { query.append(fragment) }

    /// The unsafe door: text that becomes SQL. Never for what a person typed.
    public mutating func appendInterpolation(unescaped sql: String) { query.append(Query(stringLiteral: sql)) }
  }
}

/// A query that was not sent because it cannot mean what it says.
public enum QueryError: Error, Hashable, CustomStringConvertible {
  /// A text holds the character NUL, which PostgreSQL cannot store. `parameter` counts from 1; nil is the SQL itself.
  case nulCharacter(parameter: Int?)
  /// More than 65,535 parameters: use arrays.
  case tooManyParameters(Int)
  /// A statement that had to answer with exactly one row answered with `count`.
  case rowCount(expected: Int, count: Int)

  /// The cause, and what to do.
  public var description: String {
    switch self {
    case .nulCharacter(let parameter?): "text number \(parameter) holds the character NUL, which cannot be stored"
    case .nulCharacter(nil): "the SQL holds the character NUL"
    case .tooManyParameters(let count): "\(count) parameters are more than PostgreSQL takes; use arrays"
    case .rowCount(let expected, let count): "\(expected) row expected, \(count) found"
    }
  }
}

extension Query {
  /// Throws where a text would be cut short at a NUL, or where PostgreSQL would lose count.
  func validate(sql: String) throws(QueryError) {
    guard parameters.count <= 65_535 else { throw .tooManyParameters(parameters.count) }
    if sql.utf8.contains(0) { throw .nulCharacter(parameter: nil) }
    for (index, parameter) in parameters.enumerated() where parameter?.utf8.contains(0) == true {
      throw .nulCharacter(parameter: index + 1)
    }
  }
}
