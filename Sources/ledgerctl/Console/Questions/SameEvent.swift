import Ledger

extension WriteOptions {
  /// The key of an event: the one that was given, else one of all that the command says. Where the same stands already, a person is asked whether it
  /// happened twice; where nobody can answer, it is refused with the words that record it, `more` among them. `once`: why it cannot be meant a
  /// second time as it is said, and what to do.
  func key(
    _ given: String?, _ standing: @autoclosure () throws -> EventStanding, also more: [String] = [],
    once: String? = nil
  ) throws -> String {
    // Whoever was asked for the preview whether it happened twice is not asked again.
    if let given = Repeat.keyOfAnother ?? given { return given }
    let standing = try standing()
    guard let same = standing.same else {
      Repeat.note(key: standing.nextKey, after: standing.keyAfter)
      return standing.nextKey
    }
    let instead = same.replacedBy.map { "; entry \($0) stands in its place" } ?? ""
    let undone = same.undone.map { ", and \($0)\(instead)" } ?? ""
    let isUndone = same.undone != nil && same.replacedBy == nil
    let what =
      "\(same.what) \(same.number) of \(same.date) says the same\(undone): \(VisibleText.escaped(same.description))"
    if let once { throw ActConflict(cause: what, nextStep: once) }
    guard Console.isInteractive, !isSilent else {
      Repeat.note(key: standing.nextKey, after: standing.nextKey)
      throw Self.conflict(what, isUndone: isUndone, also: more)
    }
    print("\(what.prefix(1).uppercased() + what.dropFirst()).")
    guard try Console.confirms(isUndone ? "Record it again?" : "Did it happen twice?") else {
      throw ExplainedError(failure: Failure(.conflict, "nothing was recorded: it is \(same.what) \(same.number)"))
    }
    Repeat.note(key: standing.nextKey, after: standing.keyAfter, isAnother: true)
    return standing.nextKey
  }

  /// Asks a person whether the same happened twice; where nobody can answer, it is refused with the words that record it, `more` among them.
  func confirmTwice(_ what: String, also more: [String]) throws {
    guard Console.isInteractive, !isSilent else { throw Self.conflict(what, also: more) }
    print("\(what.prefix(1).uppercased() + what.dropFirst()).")
    guard try Console.confirms("Did it happen twice?") else {
      throw ExplainedError(failure: Failure(.conflict, "nothing was recorded: \(what)"))
    }
  }

  /// Refuses what nobody meant to repeat.
  static func conflict(_ cause: String, isUndone: Bool = false, also more: [String] = []) -> ExplainedError {
    let advice = isUndone ? "to record it again:" : "where it is one event, all is recorded; where it happened twice:"
    return ExplainedError(
      failure: Failure(.conflict, cause, nextStep: "\(advice)\n  \(Repeat.commandForAnother(more))"))
  }
}
