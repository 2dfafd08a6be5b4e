/// Settles what is owed with what is owed to us: no money moves.
package struct MatchItems: RecordingAct {
  package static let words = ["payment", "match"]
  package static let fields: [ActField] =
    [.organization, payee, .flag("card", "The purchases and payments of the cards, whoever sold"), day] + .named

  private static var payee: ActField {
    var field = ActField("payee", "Of which payee", .code(.party)).choosingParty
    field.isNeeded = { !$0.has("card") }
    return field
  }

  /// Today where nobody says another.
  private static var day: ActField { ActField("date", "Day it counts; defaults to today", .day(.past)) }

  private let organization: Organization
  /// Nil for the cards.
  private let party: Party?
  private let date: Day
  private let key: String?

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("card"), values.has("payee") {
      reader.object(to: "card", "it does not go with --payee", nextStep: "leave one of them out")
    }
    let organization = try reader.organization(books)
    let party = try reader.party("payee", of: organization, books)
    let date = try reader.day("date") ?? (values.has("date") ? nil : values.today)
    if date == nil, !values.has("date") {
      reader.object(to: "date", "nothing is given", nextStep: "say the day, for nobody knows what today is")
    }
    try reader.finish()
    guard let organization, let date else { preconditionFailure("a fault was kept") }
    (self.organization, self.party, self.date, key) = (organization, party, date, values["key"])
  }

  private var name: String { party?.name ?? "the card" }

  package func recorded(_ books: borrowing Books) throws -> RecordedEntry? {
    try books.recorded(key, of: organization) { _ in
      EntryDraft(key: "", date: date, description: "Settled against each other: \(name)", lines: [])
    }
  }

  package func prepared(_ books: borrowing Books) throws -> PreparedEntry {
    let items = try books.openItems(of: organization, party == nil ? .card : .payable, party: party?.code)
      .filter { $0.date <= date }
    let draft = try items.matched(on: date, key: "", name: name)
    let settled = draft.lines.map(\.amount).filter { $0 > .zero }.total()
    var prepared = PreparedEntry(
      .entry(draft), named: ["match", party?.code ?? "card", "\(date)"], said: [], key: key,
      summary: "\(settled.grouped) of \(name) settled against each other", in: organization)
    prepared.rest = [draft.lines.map { "\($0.settles ?? 0) \($0.amount)" }.joined(separator: ", ")]
    return prepared
  }
}
