/// What is paid for a mile, from a day on.
package struct MileageRate: Sendable, Hashable {
  /// First day of driving that it holds for.
  package let effectiveOn: Day
  /// Tenths of a cent for a mile: 585 is 58.5 cents.
  package let tenthsOfCent: Int
  /// Where it is from.
  package let source: String

  /// As people write it: `58.5`.
  package var text: String { "\(tenthsOfCent / 10).\(tenthsOfCent % 10)" }

  /// Describes a rate.
  package init(effectiveOn: Day, tenthsOfCent: Int, source: String) {
    self.effectiveOn = effectiveOn
    self.tenthsOfCent = tenthsOfCent
    self.source = source
  }

  /// What a drive is worth, half a cent rounded up. `miles` in tenths of a mile.
  package func amount(tenthsOfMile miles: Int) -> Money { Money(cents: Int64((miles * tenthsOfCent + 50) / 100)) }

  /// A number of at most one decimal, in tenths: `58.5` is 585. Nil for anything else, zero included.
  package static func tenths(parsing text: String) -> Int? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, (1...5).contains(parts[0].count), parts.count == 1 || parts[1].count == 1,
      parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let digits = parts.joined().reduce(0) { $0 * 10 + Int($1 - 48) }
    let tenths = parts.count == 1 ? digits * 10 : digits
    return tenths > 0 ? tenths : nil
  }
}

extension Books {
  /// Records a rate. For finance administrators; throws SQLSTATE LM001 or constraint `mileage_rate_pkey`.
  package func setMileageRate(_ rate: MileageRate, of organization: Organization) throws {
    try connection.execute(
      "select ledger.set_mileage_rate(\(organization.id), \(rate.effectiveOn), \(rate.tenthsOfCent), \(rate.source))")
  }

  /// The rates of an organization by day.
  package func mileageRates(of organization: Organization) throws -> [MileageRate] {
    try connection.execute(
      """
      select effective_on::date, rate_tenths, source
      from ledger.mileage_rate
      where organization_id = \(organization.id)
      order by effective_on
      """
    ).map {
      MileageRate(
        effectiveOn: try $0.day("effective_on"), tenthsOfCent: try $0.int("rate_tenths"), source: try $0.text("source"))
    }
  }

  /// The rate of a day of driving. Throws `Refusal` where none is recorded.
  package func mileageRate(of organization: Organization, on day: Day) throws -> MileageRate {
    guard let rate = try mileageRates(of: organization).last(where: { $0.effectiveOn <= day }) else {
      throw Refusal(
        "no rate for a mile driven on \(day) is recorded",
        nextStep:
          "a finance administrator records one: ledgerctl mileage rate --org \(organization.code) --cents 58.5 --from \(day) --source WHERE"
      )
    }
    return rate
  }
}
