extension Money: QueryParameter {
  /// The amount in cents.
  public var parameterText: String? { String(cents) }
}

extension Day: QueryParameter {
  /// `YYYY-MM-DD`.
  public var parameterText: String? { description }
}

extension Row {
  /// An amount from a `*_cents` column; NULL is an error.
  public func money(_ column: String) throws(ColumnError) -> Money { Money(cents: try int64(column)) }

  /// An amount from a `*_cents` column, or nil for NULL.
  public func moneyOrNil(_ column: String) throws(ColumnError) -> Money? {
    try int64OrNil(column).map { Money(cents: $0) }
  }

  /// A day from a `date` column; NULL is an error.
  public func day(_ column: String) throws(ColumnError) -> Day {
    try required(column, "a day", try dayOrNil(column))
  }

  /// A day from a `date` column, or nil for NULL.
  public func dayOrNil(_ column: String) throws(ColumnError) -> Day? {
    guard let text = try textOrNil(column) else { return nil }
    return try required(column, "a day", try? Day(parsing: text))
  }
}

extension Row {
  /// What to do next, as `ledger.next_step_parts` gives it; NULL is an error.
  package func nextStep(_ column: String) throws(ColumnError) -> NextStep {
    try required(column, "a next step", try nextStepOrNil(column))
  }

  /// The same, or nil for NULL.
  package func nextStepOrNil(_ column: String) throws(ColumnError) -> NextStep? {
    guard let text = try textOrNil(column) else { return nil }
    return try required(column, "a next step", NextStep(parts: text))
  }
}
