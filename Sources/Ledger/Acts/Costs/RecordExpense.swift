/// Records a cost that is paid, on the card, or owed to somebody.
package struct RecordExpense: RecordingAct {
  package static let comesInHeaps = true
  package static let words = ["expense", "add"]
  package static let fields: [ActField] =
    .bearer + .cost + [
      .paidFrom, .staff, .memo("What it was for; never a young person's name (empty: the line's name)"),
      ActField("commitment", "The commitment that it meets", .code(.commitment)),
    ] + .named

  private let cost: PaidCost

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("commitment"), values.has("unrestricted", "share") {
      reader.object(
        to: "commitment", "it is on a budget line of an award, which alone can meet it",
        nextStep: "say --award and --line, or leave it out")
    }
    let cost = try PaidCost(&reader, books)
    let commitment = try reader.read("commitment") { typed in
      guard let number = Int64(typed) else {
        throw Refusal("‹\(VisibleText.escaped(typed))› is not a number", nextStep: "see \"ledgerctl commitment list\"")
      }
      return number
    }
    try reader.finish()
    guard let cost else { preconditionFailure("a fault was kept") }
    self.cost = cost.with { $0.commitment = commitment }
  }

  /// Of a cost that an advance paid, which is open no longer.
  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    guard cost.source == .advance else { return nil }
    return try books.recorded(cost.key, of: cost.bearer.organization) { _ in
      var said = try cost.bearer.entry(of: cost.expense, books)
      said.lines.removeAll { $0.amount.isNegative }
      return said
    }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let bearer = cost.bearer
    let said = try bearer.entry(of: cost.expense, books)
    // Which advances pay goes by what is open of them: it is no part of what is said.
    let isFromAdvance = cost.source == .advance
    let draft = try isFromAdvance ? bearer.entry(of: cost.paid(books), books) : said
    var prepared = try cost.cost.prepared(
      Self.self, .entry(draft), said: [said],
      "\(cost.expense.amount.grouped) to \(cost.payee.name), \(bearer.words)", books)
    if isFromAdvance { prepared.rest = ["advance"] }
    return prepared
  }
}
