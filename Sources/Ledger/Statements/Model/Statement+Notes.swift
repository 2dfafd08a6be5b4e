extension Statement {
  /// This statement with further notes at its end.
  package func adding(notes more: [String]) -> Statement {
    Statement(
      title: title, subtitle: subtitle, facts: facts, columns: columns, rows: rows, notes: notes + more,
      scope: scope)
  }
}
