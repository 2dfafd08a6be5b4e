import Ledger
import Testing

@Suite struct CodeTests {
  @Test(arguments: ["A", "TFS-2021", "box_1.a", "1010", String(repeating: "x", count: 40)])
  func readsCodes(text: String) throws {
    #expect(try Code(parsing: text).text == text)
  }

  @Test(arguments: [
    ("", "the code is empty: write codes with the letters A-Z and a-z, digits, . _ and -"),
    ("a b", "code ‹a b› has a space in it: write codes with the letters A-Z and a-z, digits, . _ and -"),
    ("café", "code ‹café› has ‹é› in it: write codes with the letters A-Z and a-z, digits, . _ and -"),
    ("-a", "code ‹-a› starts with ‹-›: start codes with a letter or a digit"),
    (
      String(repeating: "x", count: 41),
      "code ‹\(String(repeating: "x", count: 41))› has 41 characters: write at most 40"
    ),
  ])
  func saysWhatIsWrong(text: String, message: String) {
    #expect(#expect(throws: CodeError.self) { try Code(parsing: text) }?.description == message)
  }

  @Test(arguments: ["a\u{301}", "a\u{200d}", "А", "１", "a\r\n", "a\0", "²", "a/b"])
  func refusesLookalikes(text: String) {
    #expect(throws: CodeError.self) { try Code(parsing: text) }
  }

  @Test func ordersByBytes() throws {
    #expect(try ["b", "B", "a"].map { try Code(parsing: $0) }.sorted().map(\.text) == ["B", "a", "b"])
  }
}

@Suite struct SuggestionTests {
  private let names = ["amount", "award", "line", "payee", "service-date", "memo"]

  @Test(arguments: [
    ("amuont", "amount"), ("AMOUNT", "amount"), ("amonut", "amount"), ("payeee", "payee"), ("aword", "award"),
    ("service_date", "service-date"), ("serv", "service-date"), ("lin", "line"), ("mem", "memo"),
  ])
  func findsNearMisses(typed: String, candidate: String) {
    #expect(Suggestion.nearest(to: typed, among: names) == candidate)
  }

  @Test(arguments: ["", "x", "vendor", "a", "zzzzzz", "quantity"])
  func staysSilentOtherwise(typed: String) {
    #expect(Suggestion.nearest(to: typed, among: names) == nil)
  }

  @Test func takesTheEarlierOfTwoAsNear() {
    #expect(Suggestion.nearest(to: "1030", among: ["1020", "1010"]) == "1020")
    #expect(Suggestion.nearest(to: "su", among: ["supplies", "subawards"]) == nil)
    #expect(Suggestion.nearest(to: "anything", among: []) == nil)
  }
}
