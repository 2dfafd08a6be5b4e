import Ledger

/// What is there already is no answer to what is said, unless it is the same.
enum AlreadyThere {
  /// A field: what it is there, and what is said.
  typealias Field = (name: String, there: String?, said: String?)

  /// Throws where what is there differs from what is said. `what`: `award YOUTH`.
  static func require(_ what: String, _ fields: [Field], nextStep: String) throws {
    let others = fields.filter { $0.there != $0.said }.map { "\($0.name) \($0.there ?? "none")" }
    guard !others.isEmpty else { return }
    throw ExplainedError(
      failure: Failure(
        .conflict, VisibleText.escaped("\(what) is there and says something else: \(others.joined(separator: ", "))"),
        nextStep: nextStep))
  }

  /// The fields of an approval.
  static func fields(of there: BudgetApproval, _ said: BudgetApproval) -> [Field] {
    [
      ("in force from", there.effectiveOn.description, said.effectiveOn.description),
      ("approved by", there.approvedBy, said.approvedBy), ("document", there.document, said.document),
      ("reason", there.reason, said.reason),
    ]
  }
}
