/// What the books look at, in this order: the first stage with a breach gives the answer, whatever else is wrong.
///
/// The order is PostgreSQL's: values and CHECK constraints when a row is inserted, headers before lines; their references and
/// rules once the one statement of the door has both; and what is deferred at commit. What cannot be read is told before all else
/// that is wrong with a row.
enum Stage: Int, Comparable {
  /// LM001: who may record. 42501 where the login has no right to the function at all.
  case membership
  /// LK002: keys of one call differ; LK003, LE021: keys and kinds that
  /// clients do not give. Of a reversal: that its entry was reversed before, since its key says so first.
  case call
  /// LE017: a text or an amount that cannot be read.
  case unreadable
  /// Constraints of a header, entry by entry: key, kind; then the unique keys.
  case header
  /// CHECK constraints of a line by name, line by line.
  case lineValue
  /// What a header refers to: the entry that it reverses or refunds.
  case headerReference
  /// LE004 for a header without lines.
  case lines
  /// LP001.
  case period
  /// What a line refers to: account, fund, program, award, budget line, party.
  case lineReference
  /// LE004, LE001.
  case balance
  /// LE002.
  case fundBalance
  /// LE005, LE006, LE007, LA002, LA003, LA017, LA001, LA006, LA018, LA019, in this order within an entry.
  case lineRule
  /// LA017 for an entry that takes something off a budget and adjusts nothing.
  case lineCredit
  /// LE011, LE013, LE012.
  case adjustment
  /// LE022.
  case closing
  /// LA017, LA004, LA005, LA008, LA015, LA012, on any day.
  case measure
  /// LK001: entries recorded before have the same content.
  case sameContent
  /// LB005.
  case commit

  static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
}

/// A rule or constraint that an operation breaks, and its place in the order in which the books look.
struct Breach: Comparable {
  let stage: Stage
  var entry = 0
  var line = 0
  var rank = 0
  /// SQLSTATE of a rule, or name of a constraint.
  let name: String

  private var place: [Int] { [stage.rawValue, entry, line, rank] }

  static func < (left: Breach, right: Breach) -> Bool { left.place.lexicographicallyPrecedes(right.place) }
}

/// What an operation is answered with.
enum ModelAnswer: Equatable {
  /// By SQLSTATE of a rule, or name of a constraint.
  case refused(String)
  /// One element an entry: the number of the entry recorded before under its key, nil for a new one.
  case posted([Int64?])
  /// Months were closed or reopened.
  case changed
}
