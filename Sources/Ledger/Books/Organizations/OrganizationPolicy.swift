/// Which support, whose donor restriction is met in the period it comes in, is shown without donor restrictions directly instead of by a release:
/// an election, kept to consistently (ASC 958-605-45-4 and 45-4B).
package enum SimultaneousRelease: String, Sendable, CaseIterable {
  /// None: restrictions are released as months close.
  case none
  /// Support of conditional awards that is met in the fiscal year it is recognized in: where its spending came before, it is recognized so;
  /// of what is released later in that year, statements of activities compute it.
  case conditional
  /// That, and whatever other support is released in the fiscal year that it came in; statements of activities compute it.
  case all

  /// In words, after "shows".
  package var words: String {
    switch self {
    case .none: "no support without donor restrictions before it is released"
    case .conditional:
      "support of conditional awards without donor restrictions where they are met within the fiscal year it was recognized in"
    case .all: "support without donor restrictions where they are met within the fiscal year it came in"
    }
  }
}

/// An accounting policy that an organization chose, from a day on.
package struct OrganizationPolicy: Sendable, Hashable {
  /// From 1 in the order recorded.
  package let version: Int
  /// First day it holds.
  package let effectiveOn: Day
  /// Which support is shown without restrictions directly.
  package let simultaneousRelease: SimultaneousRelease
  /// Who approved it.
  package let approvedBy: String
  /// Why.
  package let reason: String
}

extension Books {
  /// The policies of an organization, in the order recorded. `asRecorded`: those that a seal covers.
  package func policies(of organization: Organization, asRecorded seal: Seal? = nil) throws -> [OrganizationPolicy] {
    try connection.execute(
      """
      select p.version, p.effective_on::date, p.simultaneous_release, p.approved_by, p.reason
      from ledger.organization_policy p
      where p.organization_id = \(organization.id) and (\(seal?.number)::bigint is null or exists (
        select
        from ledger.leaf f
        where f.organization_id = p.organization_id and f.kind = 'organization_policy' and f.number = p.record_number
          and f.seal_number <= \(seal?.number)::bigint))
      order by p.version
      """
    ).map { row in
      OrganizationPolicy(
        version: try row.int("version"), effectiveOn: try row.day("effective_on"),
        simultaneousRelease: .init(rawValue: try row.text("simultaneous_release")) ?? .none,
        approvedBy: try row.text("approved_by"),
        reason: try row.text("reason"))
    }
  }

  /// The policy that holds on a day: the last recorded that is in effect by then; nil where none was chosen.
  package func policy(of organization: Organization, on day: Day, asRecorded seal: Seal? = nil) throws
    -> OrganizationPolicy?
  {
    try policies(of: organization, asRecorded: seal).last { $0.effectiveOn <= day }
  }

  /// Records a policy. For finance administrators; throws SQLSTATE LM001.
  package func adoptPolicy(
    simultaneousRelease: SimultaneousRelease, effectiveOn day: Day, approvedBy: String, reason: String,
    for organization: Organization
  ) throws {
    try connection.execute(
      "select ledger.adopt_policy(\(organization.id), \(day), \(simultaneousRelease.rawValue), \(approvedBy), \(reason))"
    )
  }
}
