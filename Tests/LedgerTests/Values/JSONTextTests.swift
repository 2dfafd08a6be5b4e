import Testing

@testable import Ledger

/// JSON that is read: what we write, what PostgreSQL writes, and nothing that is not JSON.
@Suite struct JSONTextTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-12", "[]", "{}", "\"a\"", "[1, [2, \"b\"], {\"c\": null}]",
    "{\"act\": \"undo\", \"fields\": {\"entry\": \"12\", \"reason\": null}}", "\"a \\\"quoted\\\" \\\\ \\n\\t\"",
    "\"ééé 👩‍👧 \\u2028\"",
  ]) func whatIsWrittenIsRead(text: String) throws {
    #expect(try #require(JSONText(reading: text), "\(text)").inline == text)
    #expect(JSONText(reading: " \n\(text)\t ")?.inline == text)
  }

  @Test func escapesAreRead() {
    #expect(JSONText(reading: "\"\\u0041\\/\\b\\f\\r\\ud83d\\ude00\"")?.string == "A/\u{8}\u{C}\r😀")
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "1.5", "1e3", "-", "01x", "\"", "\"a", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud83d\"",
    "\"\\ud83dx\"",
    "\"\\ude00\"", "[", "[1", "[1,", "[1,]", "[1 2]", "{", "{\"a\"}", "{\"a\":}", "{\"a\": 1,}", "{a: 1}", "{} {}",
    "[]]",
    String(repeating: "[", count: 5_000),
  ]) func whatIsNoJSONIsNotRead(text: String) { #expect(JSONText(reading: text) == nil, "\(text)") }

  @Test func membersAndItemsAreFound() {
    let read = JSONText(reading: "{\"a\": [true, \"b\", 3], \"c\": {\"d\": \"e\"}}")
    #expect(read?["a"]?.items.count == 3 && read?["a"]?.items.first?.isTrue == true)
    #expect(read?["c"]?["d"]?.string == "e" && read?["x"] == nil && read?["a"]?["b"] == nil)
    #expect(read?["c"]?.items.isEmpty == true && read?["c"]?.string == nil && read?["c"]?.isTrue == false)
  }
}
