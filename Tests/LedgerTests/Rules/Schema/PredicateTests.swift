import Testing

@testable import Ledger

/// Rules that are said once: the trigger and `check` call the same predicates, which cost no call.
@Suite struct PredicateTests {
  /// The functions of the scripts of predicates.
  static let names: [String] = {
    let scripts = SchemaScripts.embedded.functions.filter {
      ["rules/predicates", "rules/award_predicates", "rules/line_faults"].contains($0.name)
    }
    return scripts.map(\.text).joined().matches(of: /create or replace function ledger\.([a-z_]+)\(/).map {
      String($0.output.1)
    }
  }()

  /// Each is read into the query that calls it.
  @Test func predicatesAreInlined() throws {
    let names = Self.names
    #expect(names.count > 10)
    let books = try TestBooks.copy()
    let installer = try books.asInstaller()
    for name in names {
      let types = try installer.execute(
        """
        select format_type(t, null) as x
        from pg_proc p, unnest(p.proargtypes) with ordinality as t (t, place)
        where p.pronamespace = 'ledger'::regnamespace and p.proname = \(name)
        order by place
        """
      ).map { try $0.text("x") }
      let columns = types.indices.map { "c\($0)" }
      try installer.script(
        "create temporary table of_\(name) (\(zip(columns, types).map { "\($0) \($1)" }.joined(separator: ", ")))")
      let plan = try installer.execute(
        "explain (verbose, costs off) select ledger.\(unescaped: name)(\(unescaped: columns.joined(separator: ", "))) from pg_temp.of_\(unescaped: name)"
      ).map { try $0.text("QUERY PLAN") }.joined(separator: "\n")
      for other in names { #expect(!plan.contains("\(other)("), "\(name) calls \(other): \(plan)") }
    }
  }

  /// Nobody else says these rules: trigger and check name them nowhere but through the predicates.
  @Test func triggerAndCheckAskThem() throws {
    let scripts = SchemaScripts.embedded.functions
    for name in ["journal/line_rules", "check/books"] {
      let text = try #require(scripts.first { $0.name == name }).text
      #expect(text.contains("ledger.line_faults(") && text.contains("ledger.missing_reference("), "\(name)")
      #expect(!text.contains("then 'LE005'") && !text.contains("then 'LA002'"), "\(name)")
    }
  }
}
