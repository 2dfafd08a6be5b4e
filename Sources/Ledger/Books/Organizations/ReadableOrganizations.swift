// Whose books a login reads: of others it may read awards alone, and an empty answer would say something untrue.
extension Books {
  /// The organizations that a statement is asked for: one, or all whose books this login reads. `asRecorded`: with the names of a seal. Throws
  /// `NotAReader` where it reads none of those that are asked for.
  package func organizationsToRead(_ code: String?, asRecorded seal: Seal? = nil) throws -> [Organization] {
    let asked = try code.map { [try organization($0)] } ?? organizations()
    let readable = try readableOrganizations()
    let read = asked.filter { readable.contains($0.id) }
    if read.isEmpty, let other = asked.first { throw NotAReader(organization: other.code) }
    return try read.map { try named($0, asRecorded: seal) }
  }

  /// The organization of this code, or the only one, whose books this login reads. Throws `NotAReader` where it reads only awards of it.
  package func readOrganization(_ code: String?) throws -> Organization {
    let found = try organization(code)
    try requireReader(of: found)
    return found
  }

  /// Whether this login reads the books of an organization, not only awards of it.
  package func reads(_ organization: Organization) throws -> Bool {
    try readableOrganizations().contains(organization.id)
  }

  /// Throws `NotAReader` unless this login reads the books of an organization, not only awards of it.
  package func requireReader(of organization: Organization) throws {
    guard try reads(organization) else {
      throw NotAReader(organization: organization.code)
    }
  }

  /// Throws `NotAReader` where this login reads nothing of any organization, and could add none: what it is answered would look like empty books.
  package func requireReading() throws {
    let reads = try connection.execute(
      """
      select ledger.may_create_organizations() or ledger.reads_whole_books() or cardinality(ledger.readable_organizations()) > 0
        or exists (select from ledger.readable_awards()) as reads
      """
    ).only { try $0.bool("reads") }
    guard reads else { throw NotAReader(organization: nil) }
  }

  /// Throws `NotAReader` where this login reads the books of no organization, though it may read awards.
  package func requireReaderOfAny() throws {
    guard try !readsAny() else { return }
    throw NotAReader(organization: try organizations().first?.code)
  }

  /// Whether this login reads the books of any organization.
  package func readsAny() throws -> Bool {
    try connection.execute(
      "select ledger.reads_whole_books() or cardinality(ledger.readable_organizations()) > 0 as reads"
    ).only { try $0.bool("reads") }
  }

  private func readableOrganizations() throws -> Set<Int64> {
    Set(
      try connection.execute("select o.id from ledger.organization o where ledger.reads_books(o.id)").map {
        try $0.int64("id")
      })
  }
}
