/// Records a cost that is paid ahead, spread over the months of its service.
package struct Prepay: RecordingAct {
  package static let words = ["prepay"]
  package static let fields: [ActField] =
    .bearer + [
      .payee, .needed("amount", "Amount", .money), .countingDay("date", "Day it is paid"),
      .needed("service-date", "First day of the service", .day(.coming)),
      .needed("service-through", "Last day of the service", .day(.coming)), .paidFrom, .staff,
      .memo("What it is for; never a young person's name (empty: the line's name)"),
    ] + .named

  private let cost: PaidCost

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let cost = try PaidCost(&reader, books)
    try reader.finish()
    guard let cost else { preconditionFailure("a fault was kept") }
    self.cost = cost
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let (bearer, expense) = (cost.bearer, cost.expense)
    let said = try expense.prepaid(of: bearer.organization) { try bearer.entry(of: $0, books) }
    let paid = try cost.paid(books)
    let drafts = try paid.prepaid(of: bearer.organization) { try bearer.entry(of: $0, books) }
    let parts = drafts.count == 2 ? "1 part" : "\(drafts.count - 1) parts"
    var prepared = try cost.cost.prepared(
      Self.self, .origin(.prepayment, drafts), said: said,
      "\(expense.amount.grouped) to \(cost.payee.name) ahead, \(bearer.words), in \(parts) from \(drafts[1].date) to \(drafts[drafts.count - 1].date)",
      books)
    prepared.notes = []
    prepared.rest = [cost.source == .advance ? "advance" : nil]
    return prepared
  }
}

/// Records a cost that is due and not billed yet, and turns it on a later day.
package struct Accrue: RecordingAct {
  package static let words = ["accrue"]
  package static let fields: [ActField] =
    .bearer + .cost + [
      .needed("reverse-on", "Day it is turned, mostly the first of the next month", .day(.coming)),
      .memo("What it was for; never a young person's name (empty: the line's name)"),
    ] + .named

  private let cost: Cost
  private let turned: Day

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let cost = try Cost(&reader, from: .payable, books)
    let turned = try reader.read("reverse-on") { typed in
      let day = try Day(parsing: typed)
      guard let date = cost?.expense.date, day <= date else { return day }
      throw Refusal(
        "\(day) is not after \(date), when the cost counts",
        nextStep: "name a later day, as the first of the next month")
    }
    try reader.finish()
    guard let cost, let turned else { preconditionFailure("a fault was kept") }
    (self.cost, self.turned) = (cost, turned)
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let drafts = try cost.expense.accrued(of: cost.bearer.organization, turnedOn: turned) {
      try cost.bearer.entry(of: $0, books)
    }
    return try cost.prepared(
      Self.self, .origin(.accrual, drafts), said: drafts,
      "\(cost.expense.amount.grouped) accrued for \(cost.payee.name), \(cost.bearer.words), and turned on \(turned)",
      books)
  }
}
