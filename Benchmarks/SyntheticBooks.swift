import Glibc
import Ledger

/// Books of a given size on the sample server: sites with awards of ten lines, and a file of expenses over a year, about 250
/// to an award, some backdated and some for a service of the month before. The same for the same size.
struct SyntheticBooks {
  static let entriesOfAward = 250
  let sample: SampleServer
  let entries: Int

  /// Awards, 100 to a site.
  var awards: Int { max(1, entries / Self.entriesOfAward) }
  var sites: Int { (awards + 99) / 100 }
  var file: String { "\(sample.cluster.home)/expenses-\(entries).csv" }

  static func site(of award: Int) -> String { "site-\(award / 100)" }
  static func code(of award: Int) -> String { "AWARD-\(award)" }

  /// Adds the sites and awards, and writes the file.
  func prepare() throws {
    let installer = Books(try sample.target.connectAsInstaller())
    for site in 0..<sites {
      try installer.addOrganization(code: "site-\(site)", name: "Site \(site)", ein: nil, fiscalYearFirstMonth: 7)
    }
    let books = try sample.open()
    let term = try DayWindow(from: Day(year: 2021, month: 7, day: 1), through: Day(year: 2022, month: 6, day: 30))
    for award in 0..<awards {
      let organization = try books.organization(Self.site(of: award))
      if award % 100 == 0 {
        try books.addParties(
          [
            Party(code: "funder", name: "Funder", kind: .foundation),
            Party(code: "shop", name: "Shop", kind: .business),
          ],
          to: organization)
      }
      try books.addAward(
        AwardDraft(
          code: Self.code(of: award), name: "Youth engagement", funder: "funder", amount: Money(cents: 3_000_000),
          term: term, recognition: .unconditional), to: organization)
      let added = try books.award("\(organization.code)/\(Self.code(of: award))")
      try books.adopt(
        BudgetDraft(lines: SampleServer.budgetLines), for: added,
        BudgetApproval(effectiveOn: term.from, approvedBy: "Funder"))
    }
    try writeFile(from: term.from)
  }

  /// Writes one of the small files that come after the large one, and returns its path.
  func writeLater(_ part: Int) throws -> String {
    let path = "\(sample.cluster.home)/later-\(part).csv"
    guard let stream = fopen(path, "w") else { throw Refusal("cannot write \(path)", nextStep: "look at /tmp") }
    defer { fclose(stream) }
    fputs("date,award,line,amount,payee,service_date,memo,key\n", stream)
    for entry in 0..<100 {
      fputs(
        "2022-06-\(entry % 20 + 10),\(Self.code(of: entry % awards)),line1,1.00,shop,2022-06-01,Later \(entry),l-\(part)-\(entry)\n",
        stream)
    }
    return path
  }

  private func writeFile(from start: Day) throws {
    guard let stream = fopen(file, "w") else { throw Refusal("cannot write \(file)", nextStep: "look at /tmp") }
    defer { fclose(stream) }
    fputs("date,award,line,amount,payee,service_date,memo,key\n", stream)
    for entry in 0..<entries {
      let award = entry % awards
      // In the order of days, but for one in thirty that comes a month late.
      var days = (entry / awards) * 365 / max(1, entries / awards)
      if entry % 30 == 7 { days = max(0, days - 30) }
      let date = start.adding(days: min(364, days))
      let service = entry % 20 == 3 ? start.adding(days: max(0, min(364, days) - 31)) : date
      fputs(
        "\(date),\(Self.code(of: award)),line\(entry / awards % 10 + 1),\(entry % 90 + 10).\(entry % 90 + 10),shop,\(service),Purchase \(entry),e-\(entry)\n",
        stream)
    }
  }
}
