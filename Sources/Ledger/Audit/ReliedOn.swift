/// What an entry relied on when it was recorded, as the books wrote it down with it.
package struct ReliedOn: Sendable, Hashable {
  /// The version of an award, of its terms, and of its budget where it had one.
  package struct Versions: Sendable, Hashable {
    /// The award's code.
    package let award: String
    /// The version of the award: its name, amount and term.
    package let version: Int
    /// The version of its terms.
    package let terms: Int
    /// The version of its budget; nil where it had none.
    package let budget: Int?
  }

  /// The number of the membership; nil where the owner of the books recorded it past all functions.
  package let membership: Int64?
  /// The version of the approval policy; nil where there was none.
  package let approvals: Int?
  /// The number of the closing event; nil where nothing had been closed.
  package let closing: Int?
  /// Of each award that its lines name, by code.
  package let awards: [Versions]

  /// In words: `membership 3, closing 1, YOUTH version 1, terms 2, budget 1`.
  package var words: String {
    let own = [
      membership.map { "membership \($0)" }, approvals.map { "approval policy \($0)" }, closing.map { "closing \($0)" },
    ]
    let ofAwards = awards.map { award in
      "\(award.award) version \(award.version), terms \(award.terms)" + (award.budget.map { ", budget \($0)" } ?? "")
    }
    return (own.compactMap(\.self) + ofAwards).joined(separator: ", ")
  }
}

extension Books {
  /// What an entry relied on.
  package func reliedOn(byEntry number: Int64, of organization: Organization) throws -> ReliedOn {
    let awards = try connection.execute(
      """
      select award_code, award_version, terms_version, budget_version
      from ledger.entry_award
      where organization_id = \(organization.id) and entry_id = \(number)
      order by award_code
      """
    ).map { row in
      ReliedOn.Versions(
        award: try row.text("award_code"), version: try row.int("award_version"), terms: try row.int("terms_version"),
        budget: try row.intOrNil("budget_version"))
    }
    return try connection.execute(
      """
      select membership_number, approval_version, closing_number
      from ledger.journal_entry
      where organization_id = \(organization.id) and id = \(number)
      """
    ).only { row in
      ReliedOn(
        membership: try row.int64OrNil("membership_number"), approvals: try row.intOrNil("approval_version"),
        closing: try row.intOrNil("closing_number"), awards: awards)
    }
  }
}
