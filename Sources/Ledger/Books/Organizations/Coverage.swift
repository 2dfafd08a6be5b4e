/// What the books of an organization cover, and who keeps them: what a reader of a statement must know.
package struct Coverage: Sendable, Hashable {
  /// Whose.
  package let organization: Organization
  /// The system that keeps the other money, where these books cover grants only.
  package let otherSystem: String?
  /// Logins that record or approve.
  package let people: Int

  /// What the books do not cover, in words; nil where they cover everything.
  package var limit: String? {
    otherSystem.map { "These books cover the grants of \(organization.name) only; its other money is kept in \($0)." }
  }

  /// The notes for a statement of it.
  package var notes: [String] {
    let alone =
      people == 1
      ? "One login alone keeps the books of \(organization.name): preparer and approver are not separated." : nil
    return [limit, alone].compactMap { $0 }
  }
}

extension Books {
  /// What the books of these organizations cover; of those that this login reads. As recorded at a seal, without who keeps them.
  package func coverage(of organizations: [Organization], asRecorded moment: RecordedMoment? = nil) throws -> [Coverage]
  {
    if organizations.isEmpty { return [] }
    let seal: Int64? = if let moment { try self.seal(moment).number } else { nil }
    return try connection.execute(
      "select organization_id, other_system, people from ledger.coverage_of(\(organizations.map(\.id)), \(seal))"
    ).map { row in
      (
        id: try row.int64("organization_id"), other: try row.textOrNil("other_system"),
        people: try row.intOrNil("people") ?? 0
      )
    }.compactMap { found in
      organizations.first { $0.id == found.id }.map {
        Coverage(organization: $0, otherSystem: found.other, people: found.people)
      }
    }
  }

  /// Declares that books cover grants only, beside another system, or everything. For finance administrators; throws SQLSTATE LM001.
  package func declareCoverage(
    besides otherSystem: String?, approvedBy: String, reason: String, for organization: Organization
  ) throws {
    try connection.execute(
      """
      select ledger.declare_coverage(
        \(organization.id), \(otherSystem == nil ? "everything" : "grants"), \(otherSystem), \(approvedBy), \(reason))
      """)
  }
}
