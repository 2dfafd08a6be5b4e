/// Records miles that a member of staff drove: a cost, owed to who drove.
package struct RecordMileage: RecordingAct {
  package static let words = ["mileage", "add"]
  package static let fields: [ActField] =
    [driver] + .bearer + [
      miles, .countingDay("service-date", "Day of the drive"),
      ActField("service-through", "Last day of the service", .day(.past)),
      ActField("date", "Day it counts; defaults to the last day of the service", .day(.past)),
      .needed("memo", "Where and what for; never a young person's name", .text),
    ] + .named

  private static var driver: ActField {
    var field = ActField("staff", "Who drove", .code(.party))
    field.isArgument = true
    field.choices = { values, books in try ActField.members(values, books) }
    field.isNeeded = { _ in true }
    return field
  }

  private static var miles: ActField {
    var field = ActField.needed("miles", "Miles, as 42.5", .number)
    field.refusal = { typed, _, _ in MileageRate.tenths(parsing: typed) == nil ? refusal(of: typed) : nil }
    return field
  }

  private static func refusal(of miles: String) -> Refusal {
    Refusal("‹\(VisibleText.escaped(miles))› is not a number of miles", nextStep: "write it as 42 or 42.5")
  }

  private let bearer: CostBearer
  private let expense: Expense
  private let driver: Party
  private let said: String
  private let values: ActValues

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let days = try CostDays(&reader)
    let bearer = try CostBearer(&reader, books)
    let driver = try reader.member("staff", of: bearer?.organization ?? values.likelyOrganization(books), books)
    let tenths = try reader.read("miles") { typed in
      guard let tenths = MileageRate.tenths(parsing: typed) else {
        throw Self.refusal(of: typed)
      }
      return tenths
    }
    let rate = try reader.keep("service-date") {
      try bearer.flatMap { bearer in
        try days.map { try books.mileageRate(of: bearer.organization, on: $0.service.from) }
      }
    }
    try reader.finish()
    guard let days, let bearer, let driver, let tenths, let rate, let memo = values["memo"] else {
      preconditionFailure("a fault was kept")
    }
    let miles = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    (self.bearer, self.driver, self.values) = (bearer, driver, values)
    said = "\(miles) miles at \(rate.text) cents"
    expense = Expense(
      amount: rate.amount(tenthsOfMile: tenths), date: days.date, service: days.service, payee: driver.code,
      paidFrom: .payable, memo: "\(memo.trimmingSpaces): \(said) (\(rate.source))", key: "")
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let draft = try bearer.entry(of: expense, books)
    var prepared = PreparedEntry(
      .entry(draft), named: expense.named("mileage"), said: [draft], key: values["key"],
      summary: "\(said), \(expense.amount.grouped), owed to \(driver.name), \(bearer.words)", in: bearer.organization)
    prepared.charged = try bearer.charged(books)
    prepared.remedyOutsideTerm = bearer.remedyOutsideTerm(Self.self, values)
    return prepared
  }
}
