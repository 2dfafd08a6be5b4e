import Testing

@testable import Ledger

/// ledger.post_entries takes parallel arrays; nothing at the end of a longer one may be lost.
@Suite struct PostingArrayTests {
  static let calls = [
    "longer funds": "array['1010', '1040'], array['general', 'general', 'general'], array[5, -5]::bigint[]",
    "longer amounts": "array['1010', '1040'], array['general', 'general'], array[5, -5, 1]::bigint[]",
    "shorter accounts": "array['1010'], array['general', 'general'], array[5, -5]::bigint[]",
    "no funds": "array['1010', '1040'], null, array[5, -5]::bigint[]",
    "shorter memos":
      "array['1010', '1040'], array['general', 'general'], array[5, -5]::bigint[], memos => array['one']",
    "longer awards":
      "array['1010', '1040'], array['general', 'general'], array[5, -5]::bigint[], award_codes => array[null, null, 'OPEN']",
  ]

  @Test(arguments: calls.keys.sorted()) func arraysOfOtherLengthsAreRefused(name: String) throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let recorder = try sample.as(.recorder)
    #expect {
      try recorder.execute(
        "select ledger.post_entry(1, 'attempt', '2021-09-15', 'Attempt', \(unescaped: Self.calls[name] ?? ""))")
    } throws: { SQLState.linesComplete ~= $0 }
    #expect(try sample.books.digest() == before)
  }
}
