import Foundation
import Testing

@testable import Ledger

/// Every rule of the books has a row in `RuleRow.all`, and each row is true.
@Suite struct RuleTableTests {
  /// The texts of all test files, by the name of the suite that each is named after.
  private static let sources: Result<[String: String], any Error> = Result {
    try Dictionary(
      uniqueKeysWithValues: Repository.paths(in: "Tests/LedgerTests", ending: "Tests.swift").map {
        (URL(filePath: $0).deletingPathExtension().lastPathComponent, try Repository.text($0))
      })
  }

  /// What refuses each attempt there is.
  private static let refusals: Result<[String: String], any Error> = Result {
    try [RuleBooksKind.sample, .grants, .payables, .origins].reduce(into: [:]) { known, kind in
      for attempt in try RuleBooks(kind).attempts { known[attempt.name] = attempt.refusal }
    }
  }

  /// What holds each rule.
  private static let held: Result<[String: String], any Error> = Result {
    let rows = try TestBooks.copy().asInstaller().execute(
      "select sqlstate, coalesce(held_by, '') as held_by from ledger.rule")
    return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text("sqlstate"), try $0.text("held_by")) })
  }

  @Test func everyRuleHasARow() throws {
    let installer = try TestBooks.copy().asInstaller()
    let listed = try installer.execute("select sqlstate, checked_by is not null as is_seen from ledger.rule order by 1")
      .map {
        (try $0.text("sqlstate"), try $0.bool("is_seen"))
      }
    #expect(RuleRow.all.map(\.rule) == listed.map(\.0))
    // What check sees can be planted, and what can be planted it sees.
    for (rule, isSeen) in listed {
      let planted = RuleRow.all.first { $0.rule == rule }?.planted
      #expect((planted != nil) == isSeen, "\(rule)")
    }
    let lacking = RuleRow.all.filter(\.lacksOne)
    #expect(lacking.count <= 8, "\(lacking)")
    for row in lacking {
      for case .none(let why) in [row.attempt, row.mutant, row.command] { #expect(why.count > 20, "\(row)") }
      if row.planted == nil { #expect(row.unplanted.map { $0.count > 20 } == true, "\(row)") }
    }
  }

  @Test(arguments: RuleRow.all) func whatTheRowNamesIsThere(row: RuleRow) throws {
    for proof in [row.attempt, row.mutant, row.command] {
      switch proof {
      case .attempt(let name): try expectAttempt(name, row)
      case .mutant(let name):
        let mutant = try #require(Mutant.all.first { $0.name == name }, "\(row): \(name)")
        #expect(mutant.check == row.rule || mutant.name.hasPrefix(row.rule), "\(row)")
        for attempt in mutant.attempts { try expectAttempt(attempt, row) }
      case .test(let name):
        let parts = name.split(separator: ".").map(String.init)
        let source = try #require(Self.sources.get()[parts[0]], "\(row): \(name)")
        #expect(source.contains("func \(parts[1])(") && source.contains(row.rule), "\(row): \(name)")
      case .planted: #expect(row.planted.map { !$0.without.isEmpty || $0.schema != nil } == true, "\(row)")
      case .check: #expect(row.planted != nil, "\(row)")
      case .without(let disable, let login, let sql):
        let sample = try SampleBooks.copy()
        let session = try sample.as(login)
        #expect(outcome(session, "begin; \(sql)") == row.rule, "\(row)")
        try session.script("rollback")
        try sample.books.asInstaller().script(disable)
        #expect(outcome(session, "begin; \(sql)") != row.rule, "\(row)")
        try session.script("rollback")
      case .refused(let words):
        let sample = try SampleBooks.copy()
        let found = try Self.program(of: sample, .financeAdmin).run(words)
        #expect(found.status != 0 && found.errors.contains(row.rule), "\(row): \(found.status) \(found.errors)")
      case .none: break
      }
    }
  }

  /// The program as a login of the sample, which may connect from now on.
  private static func program(of sample: SampleBooks, _ login: SampleLogin) throws -> Program {
    _ = try sample.as(login)
    return Program(books: sample.books, login: login.rawValue)
  }

  private static func definition(_ function: String, _ connection: borrowing Connection) throws -> String {
    try connection.execute("select pg_get_functiondef(\(function)::regproc) as text").only { try $0.text("text") }
  }

  private func expectAttempt(_ name: String, _ row: RuleRow) throws {
    let found = try #require(Self.refusals.get()[name], "\(row): \(name)")
    let held = try Self.held.get()[row.rule] ?? ""
    #expect(found == row.rule || held.contains(found), "\(row): \(name) is refused by \(found)")
  }

  /// With what holds the rule off, a superuser writes a breach and switches it on again: `check` names the rule, in the database and in the
  /// program, and nothing else tells of it in the schema.
  @Test(arguments: RuleRow.all.filter { $0.planted != nil }) func aPlantedBreachIsNamed(row: RuleRow) throws {
    let planted = try #require(row.planted)
    let books = try RuleBooks(planted.books)
    let installer = try books.sample.books.asInstaller()
    try planted.before(books)
    #expect(try brokenRules(installer).isEmpty, "\(row)")
    var sql: String
    var writer: SampleLogin?
    switch planted.breach {
    case .sql(let make): sql = try make(books)
    case .attempt(let name):
      let attempt = try #require(books.attempt(name), "\(row): \(name)")
      sql = try #require(attempt.direct ?? attempt.function)
      if attempt.direct == nil { writer = attempt.login }
    }
    sql += "; set constraints all immediate"
    let session = try writer.map { try books.sample.as($0) } ?? books.sample.books.asInstaller()
    if planted.isHeldByTables {
      #expect(outcome(session, "begin; \(sql)") != "accepted", "\(row)")
      try session.script("rollback")
    }
    // Limits are let pass and measures moved all the same: what check then names is the limit, not that totals differ.
    let limits =
      planted.without.contains(RuleRow.measures) ? try Self.definition("ledger.move_measures", installer) : nil
    if limits != nil { try installer.script(Mutant.holdsNoLimit) }
    let triggers = planted.without.filter { $0 != RuleRow.measures }.map { $0.split(separator: ".").map(String.init) }
    for trigger in triggers { try installer.script("alter table ledger.\(trigger[0]) disable trigger \(trigger[1])") }
    if let schema = planted.schema { try installer.script(schema) }
    #expect(outcome(session, "begin; \(sql); commit") == "accepted", "\(row)")
    for trigger in triggers {
      try installer.script("alter table ledger.\(trigger[0]) enable always trigger \(trigger[1])")
    }
    if let limits { try installer.script(limits) }
    let broken = try brokenRules(installer)
    #expect(broken.contains(row.rule), "\(row): \(broken.sorted())")
    #expect(broken.contains("LS001") == (planted.schema != nil), "\(row): \(broken.sorted())")
    let found = try Self.program(of: books.sample, .auditor)("check", "--format", "csv")
    #expect(found.status == 1 && found.output.contains(row.rule), "\(row): \(found.output) \(found.errors)")
  }
}
