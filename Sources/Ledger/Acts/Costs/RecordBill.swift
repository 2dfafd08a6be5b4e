/// Records an invoice: the cost now, the payment later.
package struct RecordBill: RecordingAct {
  package static let comesInHeaps = true
  package static let words = ["bill", "add"]
  package static let fields: [ActField] =
    .bearer + .cost + [
      .needed("number", "Number of the invoice, as printed; without one, its date", .text),
      ActField("invoice-date", "Day of the invoice; defaults to the day it counts", .day(.past)), due,
      .flag("same-number", "Another bill with the number of one that is recorded"),
      .memo("What it was for; never a young person's name (empty: the line's name)"),
    ] + .named

  private static var due: ActField {
    var field = ActField("due", "Day it is to be paid by", .day(.coming))
    field.isAsked = { _, _ in true }
    field.fallback = { values, _ in
      try values["service-date"].map { try Day(parsing: $0).adding(days: 30).description }
    }
    return field
  }

  private let cost: Cost
  private let bill: BillDraft

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    let cost = try Cost(&reader, from: .payable, books)
    let invoiced = try reader.day("invoice-date")
    let due = try reader.day("due")
    try reader.finish()
    guard let cost, let number = values["number"] else { preconditionFailure("a fault was kept") }
    self.cost = cost
    let invoicedOn = invoiced ?? min(cost.expense.service.through, cost.expense.date)
    bill = BillDraft(
      payee: cost.payee.code, invoice: number, invoicedOn: invoicedOn, due: due ?? invoicedOn.adding(days: 30),
      isRepeated: values.has("same-number"))
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let draft = try cost.bearer.entry(of: cost.expense, books)
    let (organization, number) = (cost.bearer.organization, bill.invoice)
    var prepared = try cost.prepared(
      Self.self, .entry(draft, bill: bill), said: [draft],
      "bill \(VisibleText.escaped(number)) of \(cost.payee.name), \(cost.expense.amount.grouped), \(cost.bearer.words), due \(bill.due)",
      books)
    prepared.rest = [number.trimmingSpaces, "\(bill.invoicedOn)", "\(bill.due)"]
    prepared.wordsOfAnother = bill.isRepeated ? [] : ["--same-number"]
    prepared.isMeant = { entry, books in try books.invoice(ofEntry: entry, of: organization)?.number == number }
    return prepared
  }
}
