import Testing

@testable import Ledger
@testable import Values

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain ‹é›", "plain ‹é›"), ("a\u{1b}[31mb", "a\\x1B[31mb"), ("a\r\nb\tc\0", "a\\r\\nb\\tc\\x00"),
    ("\u{9b}x", "\\x9Bx"), ("a\u{202e}b\u{2066}\u{2028}", "a\\u{202E}b\\u{2066}\\u{2028}"), ("\u{7f}", "\\x7F"),
  ])
  func escapes(text: String, shown: String) {
    #expect(VisibleText.escaped(text) == shown)
  }

  @Test func shortensWhatItQuotes() {
    #expect(VisibleText.quoted(String(repeating: "x", count: 61)) == "‹\(String(repeating: "x", count: 59))…›")
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("ﾊﾝ", 2), ("Ａ", 2), ("👩‍👧", 2), ("🇺🇸", 2),
    ("❤️", 2),
    ("\u{200b}", 0), ("\u{1112}\u{1161}\u{11ab}", 2), ("–…─█▏", 5), ("مرحبا", 5), ("क्षि", 3),
  ])
  func measures(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("日本語", 4, "日…"), ("日本語", 1, "…"), ("abc", 0, "")])
  func shortens(text: String, width: Int, result: String) {
    #expect(DisplayWidth.shortened(text, to: width) == result)
  }
}
