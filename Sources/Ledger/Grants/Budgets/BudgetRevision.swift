/// Who decided on a version of a budget.
package enum BudgetApprover: String, Sendable, CaseIterable {
  case funder, grantee
}

/// A version of an award's budget, as recorded.
package struct BudgetVersion: Sendable, Hashable {
  /// From 1, the approved budget.
  package let number: Int
  /// First day it holds.
  package let effectiveOn: Day
  /// Whether the funder decided, or the grantee within its terms.
  package let approver: BudgetApprover
  /// Who approved it.
  package let approvedBy: String
  /// Where the approval is.
  package let document: String?
  /// Why.
  package let reason: String
  /// Whether the funder approved amounts below what was used.
  package let isBelowUsed: Bool
  /// The amount of each line, by code.
  package let amounts: [String: Money]

  /// How it was approved.
  package var approval: BudgetApproval {
    BudgetApproval(effectiveOn: effectiveOn, approvedBy: approvedBy, document: document, reason: reason)
  }
}

extension Books {
  /// Records a revision: every line with its new amount; lines that are new are added. Returns the version.
  ///
  /// `belowUsed` says that the funder approved less than a line has spent and committed. For finance administrators.
  /// Throws SQLSTATE LA007, LA010 where the funder's approval is missing, LA011, LA013, LA014 or LM001.
  @discardableResult
  package func revise(
    _ budget: BudgetDraft, for award: Award, by approver: BudgetApprover, belowUsed: Bool = false,
    _ approval: BudgetApproval
  ) throws -> Int {
    try connection.execute(
      """
      select ledger.revise_budget(
        \(award.organization.id), \(award.code), \(approval.effectiveOn), \(approver.rawValue), \(approval.approvedBy),
        \(approval.document), \(approval.reason), \(belowUsed), \(budget.lines.map(\.code)), \(budget.lines.map(\.name)),
        \(budget.lines.map(\.category.rawValue)), \(budget.lines.map(\.account)), \(budget.lines.map(\.amount))) as version
      """
    ).only { try $0.int("version") }
  }

  /// Every version of an award's budget, from the first.
  package func budgetHistory(of award: Award) throws -> [BudgetVersion] {
    var amounts: [Int: [String: Money]] = [:]
    try connection.execute(
      """
      select version, budget_line_code, amount_cents
      from ledger.budget_amount
      where organization_id = \(award.organization.id) and award_code = \(award.code)
      """
    ).forEachRow {
      amounts[try $0.int("version"), default: [:]][try $0.text("budget_line_code")] = try $0.money("amount_cents")
    }
    return try connection.execute(
      """
      select version, effective_on::date, approver, approved_by, document, reason, below_used
      from ledger.budget_version
      where organization_id = \(award.organization.id) and award_code = \(award.code)
      order by version
      """
    ).map { row in
      let number = try row.int("version")
      return BudgetVersion(
        number: number, effectiveOn: try row.day("effective_on"),
        approver: BudgetApprover(rawValue: try row.text("approver")) ?? .funder,
        approvedBy: try row.text("approved_by"), document: try row.textOrNil("document"),
        reason: try row.text("reason"),
        isBelowUsed: try row.bool("below_used"), amounts: amounts[number] ?? [:])
    }
  }

  /// Records why a line is above its budget as of a day, and returns by how much; a nil line is spending on no line.
  /// Throws SQLSTATE LM001, or constraint `variance_explanation_overrun_check` where it is not above.
  @discardableResult
  package func explain(_ line: BudgetLine?, of award: Award, asOf day: Day, _ explanation: String) throws -> Money {
    try connection.execute(
      """
      select ledger.explain_variance(\(award.organization.id), \(award.code), \(line?.code), \(day), \(explanation)) as cents
      """
    ).only { try $0.money("cents") }
  }

  /// The explanations of an award's overruns, from the first; those recorded by a seal, where one is given.
  package func explanations(of award: Award, asRecorded seal: Seal? = nil) throws -> [VarianceExplanation] {
    try connection.execute(
      """
      select budget_line_code, as_of::date, overrun_cents, explanation, recorded_by
      from ledger.variance_explanation
      where organization_id = \(award.organization.id) and award_code = \(award.code)
        and (\(seal?.number)::bigint is null
          or ledger.was_known(organization_id, 'variance_explanation', record_number, \(seal?.number)::bigint))
      order by number
      """
    ).map { row in
      VarianceExplanation(
        line: try row.textOrNil("budget_line_code"), asOf: try row.day("as_of"),
        overrun: try row.money("overrun_cents"), text: try row.text("explanation"),
        recordedBy: try row.text("recorded_by"))
    }
  }
}

/// Why a line is above its budget.
package struct VarianceExplanation: Sendable, Hashable {
  /// The line's code; nil explains spending on no line.
  package let line: String?
  /// The day the overrun was seen.
  package let asOf: Day
  /// What was spent above the budget on that day; it holds while the overrun is no larger.
  package let overrun: Money
  /// The words.
  package let text: String
  /// The login that recorded it.
  package let recordedBy: String
}

extension BudgetDraft {
  /// The budget of an award with amounts moved between its lines.
  /// Throws `UnknownCode` for a line that it does not have, `Refusal` where a line would go below zero.
  package init(moving moves: [BudgetMove], in award: Award) throws {
    var amounts = Dictionary(award.lines.map { ($0.code, $0.amount) }, uniquingKeysWith: { first, _ in first })
    for move in moves {
      let (from, to) = (try award.line(move.from).code, try award.line(move.to).code)
      amounts[from, default: .zero] -= move.amount
      amounts[to, default: .zero] += move.amount
    }
    for line in award.lines where (amounts[line.code] ?? .zero).isNegative {
      throw Refusal(
        "line ‹\(line.code)› has \(line.amount.grouped), less than is to be moved", nextStep: "move at most that")
    }
    self.init(
      lines: award.lines.map {
        Line(
          code: $0.code, name: $0.name, category: $0.category, account: $0.account, amount: amounts[$0.code] ?? .zero)
      })
  }
}
