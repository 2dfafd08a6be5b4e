import Testing

@testable import Ledger

@Suite struct ParameterTests {
  static let texts = [
    "", " ", "a", "it's", "\"quoted\"", #"back\slash"#, #"\\"#, #"\N"#, "{", "}", "{a,b}", ",", "NULL", "null", "$1",
    "line\nbreak", "\r\n", "tab\there", "é", "e\u{301}", "👩‍👩‍👧‍👦", "\u{202e}rtl", "\u{feff}bom", "\u{1}\u{7f}", "日本語",
    "'; drop table x; --",
    "\u{10ffff}", "%s %d", "\\.",
  ]

  @Test func textComesBackExactly() throws {
    let connection = try installerConnection()
    for text in Self.texts {
      let back = try connection.execute("select \(text)::text as t, octet_length(\(text)::text) as n").only {
        (try $0.text("t"), try $0.int("n"))
      }
      #expect(Array(back.0.unicodeScalars) == Array(text.unicodeScalars))
      #expect(back.1 == text.utf8.count)
    }
  }

  @Test func arraysComeBackExactly() throws {
    let connection = try installerConnection()
    let wanted: [String?] = Self.texts.map { $0 } + [nil]
    let found = try connection.execute("select t from unnest(\(wanted)::text[]) with ordinality as u(t, n) order by n")
      .map { try $0.textOrNil("t") }
    #expect(found.map { $0.map { Array($0.utf8) } } == wanted.map { $0.map { Array($0.utf8) } })
  }

  @Test func numbersAndTruthComeBack() throws {
    let connection = try installerConnection()
    let nothing: Int64? = nil
    let row: (Int64, Int, Int64?, Bool, [Int64?]) = try connection.execute(
      """
      select \(Int64.min)::bigint as low, \(Int.max)::bigint as high, \(nothing)::bigint as none, \(true)::boolean as yes
      """
    ).only {
      (try $0.int64("low"), try $0.int("high"), try $0.int64OrNil("none"), try $0.bool("yes"), [])
    }
    #expect(row.0 == .min && row.1 == .max && row.2 == nil && row.3)
    let empty: [Int64] = []
    #expect(try connection.execute("select cardinality(\(empty)::bigint[]) as n").only { try $0.int("n") } == 0)
    let numbers: [Int16?] = [1, nil, -3]
    let back = try connection.execute("select n from unnest(\(numbers)::smallint[]) as u(n)").map {
      try $0.intOrNil("n")
    }
    #expect(back == [1, nil, -3])
  }

  @Test func nulIsRefusedBeforeSending() throws {
    let connection = try installerConnection()
    #expect(throws: QueryError.nulCharacter(parameter: 2)) {
      try connection.execute("select \(1)::int, \("a\0b")::text")
    }
    #expect(throws: QueryError.nulCharacter(parameter: 1)) { try connection.execute("select \(["a", "b\0"])::text[]") }
    #expect(throws: QueryError.nulCharacter(parameter: nil)) { try connection.script("select 1;\0 select 2") }
    #expect(try connection.execute("select 1 as one").only { try $0.int("one") } == 1)
  }

  @Test func queriesNestWithTheirParameters() throws {
    let filter: Query = "a = \(1) and b = \("x")"
    var query: Query = "select * from t where \(filter) or c = \(true)"
    query.append(" limit \(5)")
    #expect(query.sql == "select * from t where a = $1 and b = $2 or c = $3 limit $4")
    #expect(query.parameters == ["1", "x", "true", "5"])
  }
}
