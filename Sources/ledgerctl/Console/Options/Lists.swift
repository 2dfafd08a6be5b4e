import Ledger

extension Statement {
  /// A plain list: text columns, one row an item. Where it is as of a day it says so, and how many items of later days it does not show.
  static func list(
    _ title: String, _ columns: [StatementColumn], _ rows: [[StatementCell]], empty: String, asOf day: Day? = nil,
    later: Int = 0
  ) -> Statement {
    Statement(
      title: title, facts: day.map { [StatementFact("As of", $0.description)] } ?? [], columns: columns,
      rows: rows.map { .detail($0) },
      notes: (rows.isEmpty ? [empty] : []) + (day.map { note(later, after: $0) } ?? []))
  }

  /// What a list as of a day says of items of later days.
  static func note(_ later: Int, after day: Day) -> [String] {
    later == 0
      ? [] : ["Not shown: \(later) dated after \(day); --as-of a later day shows \(later == 1 ? "it" : "them")."]
  }
}

extension Statement {
  /// The statement, with a note where its day is after today.
  func dated(_ day: Day) throws -> Statement {
    let today = try Console.today()
    return day <= today
      ? self
      : adding(notes: ["\(day) is after today, \(today): what happens until then is not all recorded yet."])
  }
}

extension StatementCell {
  /// The text, or nothing.
  static func optional(_ text: String?) -> StatementCell { text.map { .text($0) } ?? .empty }
}
