/// Closes an award once nothing of it is open; it then takes no more costs.
package struct CloseAward: FactAct {
  package static let words = ["award", "close"]
  package static let fields: [ActField] = [
    .award("Which award is over"), .day("date", "Day it is closed"),
    .needed("final-report", "Day of the final report; records are kept from it", .day(.past)),
    ActField("equipment", "What becomes of the equipment that it bought", .text),
    ActField("reason", "What was agreed", .text),
  ]

  package let award: Award
  private let date: Day
  private let finalReport: Day
  private let equipment: String?
  private let reason: String

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let date = try reader.day("date")
    let finalReport = try reader.day("final-report")
    try reader.finish()
    guard let award, let date, let finalReport else { preconditionFailure("a fault was kept") }
    (self.award, self.date, self.finalReport) = (award, date, finalReport)
    (equipment, reason) = (values["equipment"], values["reason"] ?? "Final report sent")
  }

  package func standing(_ books: borrowing Books) throws -> String? {
    award.closedOn.map { "Award \(award.code) is closed since \($0)." }
  }

  /// What keeps it open.
  package func obstacles(_ books: borrowing Books) throws -> [ClosingObstacle] {
    try books.obstacles(to: award, through: date, equipment: equipment)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    let closed = try books.close(award, on: date, reason: reason, equipment: equipment, finalReport: finalReport)
    var report = FactReport(
      "Award \(award.code) is closed as of \(date). Keep its records through \(closed.retainUntil). What still comes back of its costs is recorded with \"ledgerctl expense refund\"."
    )
    if let entry = closed.entry {
      report.entries = [
        (
          PostedEntry(number: entry, wasRecorded: false),
          "\(closed.kept.grouped) of \(award.code) is unspent and kept by its terms, so its restrictions are released"
        )
      ]
    }
    return report
  }
}

/// Reopens a closed award.
package struct ReopenAward: FactAct {
  package static let words = ["award", "reopen"]
  package static let fields: [ActField] = [
    .award("Which award is open again") { $0.closedOn != nil }, .day("date", "Day it is open again").quiet,
    .needed("reason", "Why", .text),
  ]

  package let award: Award
  private let date: Day
  private let reason: String

  package var organization: Organization { award.organization }

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let award = try reader.award(books)
    let date = try reader.dayOrToday("date")
    try reader.finish()
    guard let award, let date, let reason = values["reason"] else { preconditionFailure("a fault was kept") }
    (self.award, self.date, self.reason) = (award, date, reason)
  }

  package func record(_ books: borrowing Books) throws -> FactReport {
    try books.reopen(award, on: date, reason: reason)
    return FactReport("Award \(award.code) is open again.")
  }
}
