/// An accounting policy that an organization chose, from a day on.
public struct OrganizationPolicy: Sendable, Hashable {
  /// From 1 in the order recorded.
  public let version: Int
  /// First day it holds.
  public let effectiveOn: Day
  /// Whether a conditional award whose restriction is met with its condition is shown without restrictions directly.
  public let simultaneousRelease: Bool
  /// Who approved it.
  public let approvedBy: String
  /// Why.
  public let reason: String
}

extension Books {
  /// The policies of an organization, in the order recorded.
  public func policies(of organization: Organization) throws -> [OrganizationPolicy] {
    try connection.execute(
      """
      select version, effective_on::date, simultaneous_release, approved_by, reason
      from ledger.organization_policy
      where organization_id = \(organization.id)
      order by version
      """
    ).map { row in
      OrganizationPolicy(
        version: try row.int("version"), effectiveOn: try row.day("effective_on"),
        simultaneousRelease: try row.bool("simultaneous_release"), approvedBy: try row.text("approved_by"),
        reason: try row.text("reason"))
    }
  }

  /// The policy that holds on a day: the last recorded that is in effect by then; nil where none was chosen.
  public func policy(of organization: Organization, on day: Day) throws -> OrganizationPolicy? {
    try policies(of: organization).last { $0.effectiveOn <= day }
  }

  /// Records a policy. For finance administrators; throws SQLSTATE LM001.
  public func adoptPolicy(
    simultaneousRelease: Bool, effectiveOn day: Day, approvedBy: String, reason: String, for organization: Organization
  ) throws {
    try connection.execute(
      "select ledger.adopt_policy(\(organization.id), \(day), \(simultaneousRelease), \(approvedBy), \(reason))")
  }
}
