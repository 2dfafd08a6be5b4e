/// What a second person must approve in the books of an organization.
package struct ApprovalPolicy: Sendable, Hashable {
  /// Entries that take more than this out of cash, owe more than this, or move costs by more than this; nil: none.
  package var above: Money?
  /// Whatever takes money out of cash, savings, petty cash and gift cards.
  package var payments: Bool
  /// Transfers between such accounts.
  package var transfers: Bool
  /// Reversals, voids among them.
  package var reversals: Bool
  /// Revisions of budgets.
  package var revisions: Bool

  /// Describes a policy; without arguments nothing needs approval.
  package init(
    above: Money? = nil, payments: Bool = false, transfers: Bool = false, reversals: Bool = false,
    revisions: Bool = false
  ) {
    self.above = above
    self.payments = payments
    self.transfers = transfers
    self.reversals = reversals
    self.revisions = revisions
  }

  /// What it wants approved, in words.
  package var words: String {
    let parts = [
      above.map { "amounts above \($0.grouped)" }, payments ? "payments" : nil, transfers ? "transfers" : nil,
      reversals ? "reversals" : nil, revisions ? "revisions of budgets" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}

/// A policy as recorded.
package struct AdoptedApprovalPolicy: Sendable, Hashable {
  /// What it wants.
  package let policy: ApprovalPolicy
  /// Since when it holds, by the server's clock, UTC.
  package let recordedAt: String
  /// Who adopted it, and why.
  package let approvedBy: String
  package let reason: String
}

extension Books {
  /// Records what a second person must approve from now on. For finance administrators; throws SQLSTATE LM001.
  package func adopt(_ policy: ApprovalPolicy, approvedBy: String, reason: String, for organization: Organization)
    throws
  {
    try connection.execute(
      """
      select ledger.adopt_approvals(
        \(organization.id), \(policy.above), \(policy.payments), \(policy.transfers), \(policy.reversals), \(policy.revisions), \(approvedBy), \(reason))
      """)
  }

  /// The policies of an organization in the order of recording; the last one holds.
  package func approvalPolicies(of organization: Organization) throws -> [AdoptedApprovalPolicy] {
    try connection.execute(
      """
      select above_cents, payments, transfers, reversals, revisions, approved_by, reason,
        to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as recorded_at
      from ledger.approval_policy
      where organization_id = \(organization.id)
      order by version
      """
    ).map { row in
      AdoptedApprovalPolicy(
        policy: ApprovalPolicy(
          above: try row.int64OrNil("above_cents").map { Money(cents: $0) },
          payments: try row.bool("payments"), transfers: try row.bool("transfers"),
          reversals: try row.bool("reversals"), revisions: try row.bool("revisions")
        ),
        recordedAt: try row.text("recorded_at"), approvedBy: try row.text("approved_by"), reason: try row.text("reason")
      )
    }
  }
}
