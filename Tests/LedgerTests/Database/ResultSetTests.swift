import Testing

@testable import Ledger

@Suite struct ResultSetTests {
  @Test(arguments: [
    ("select 'a'::text as x", "found text"), ("select 1::numeric as x", "cast it to bigint"),
    ("select true as x", "found boolean"), ("select null::int as x", "found NULL"), ("select 1 as y", "no such column"),
  ])
  func wrongReadsNameColumnAndType(sql: String, found: String) throws {
    let connection = try installerConnection()
    let result = try connection.execute(Query(unescaped: sql))
    let error = #expect(throws: ColumnError.self) { try result.only { try $0.int64("x") } }
    #expect(error?.description.contains("column x") == true)
    #expect(error?.description.contains(found) == true)
  }

  @Test func namesAreTakenAsWritten() throws {
    let connection = try installerConnection()
    let text = try connection.execute(#"select 1 as "Mixed Case", 2 as plain"#).only {
      "\(try $0.int("Mixed Case")) \(try $0.int("plain"))"
    }
    #expect(text == "1 2")
  }

  @Test func countsRows() throws {
    let connection = try installerConnection()
    let none = try connection.execute("select 1 as x where false")
    #expect(none.count == 0)
    #expect(try none.first { try $0.int("x") } == nil)
    #expect(throws: QueryError.rowCount(expected: 1, count: 0)) { try none.only { try $0.int("x") } }
    try connection.execute("create temporary table t (x int)")
    #expect(try connection.execute("insert into t select generate_series(1, 7)").affectedRows == 7)
    let rows = try connection.execute("select x from t order by x")
    #expect(rows.count == 7 && rows.columns == ["x"])
    #expect(try rows.map { try $0.int("x") } == Array(1...7))
  }
}
