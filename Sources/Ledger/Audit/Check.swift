/// A rule that the rows of the books break.
package struct BrokenRule: Sendable, Hashable {
  /// SQLSTATE and name of the rule, as in docs/errors.md.
  package let rule: String
  /// The organization concerned; nil for the schema itself.
  package let organization: String?
  /// The entry, award, period or object concerned.
  package let place: String
  /// What is wrong.
  package let problem: String
}

/// What `check` went through.
package struct CheckedBooks: Sendable, Hashable {
  /// How many rules were asked: those of which rows can show a breach.
  package let ruleCount: Int
  /// How many entries were read.
  package let entryCount: Int
  /// How many lines were read.
  package let lineCount: Int
  /// How many seals were made again.
  package let sealCount: Int
  /// How many leaves the program made again from raw rows, to compare them with what was sealed.
  package let leafCount: Int
  /// How many the last seal covers, of all organizations, those included that this login does not read.
  package let sealedCount: Int
  /// How many entries and records that this login reads are not sealed yet: no root says anything of them.
  package let unsealedCount: Int
  /// Entry numbers that were drawn in all of these books and stand nowhere, sealed or not: what drew them was refused,
  /// broken off, or recorded before under its key. A sealed entry that is gone is no hole; it is broken (LS003).
  package let holes: Int
  /// Who can go past the rules of the books by rights on the server, as `postgres (superuser)`: what nothing in the books can show or hold.
  package let waysAround: [String]
  /// What is broken; empty where the books are sound.
  package let broken: [BrokenRule]

  /// What was asked of what, where all of it holds: `1 entry, 2 lines and 3 seals keep all 69 rules that rows can break`.
  package var inWords: String {
    func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
    return "\(counted(entryCount, "entry", "entries")), \(counted(lineCount, "line", "lines")) and "
      + "\(counted(sealCount, "seal", "seals")) keep all \(ruleCount) rules that rows can break"
  }
}

extension Books {
  /// Recomputes every rule from the rows that this login may read, at one moment.
  package func check() throws -> CheckedBooks {
    try connection.transaction(isolation: .repeatableRead, readOnly: true) { connection in
      let counts = try connection.execute(
        """
        select (select count(*) from ledger.rule where checked_by is not null) as rules,
          (select count(*) from ledger.journal_entry) as entries, (select count(*) from ledger.journal_line) as lines,
          (select count(*) from ledger.seal) as seals
        """
      ).only { (try $0.int("rules"), try $0.int("entries"), try $0.int("lines"), try $0.int("seals")) }
      let broken = try connection.execute("select rule, organization, place, problem from ledger.check_books()").map {
        row in
        BrokenRule(
          rule: try row.text("rule"), organization: try row.textOrNil("organization"), place: try row.text("place"),
          problem: try row.text("problem"))
      }
      let holes = try connection.execute("select drawn - recorded - lost as holes from ledger.numbering()").only {
        try $0.int("holes")
      }
      let waysAround = try connection.execute("select who, why from meta.ways_around()").map {
        "\(try $0.text("who")) (\(try $0.text("why")))"
      }
      // The database says of itself that it is sound; what is sealed is made again here, from its rows.
      var recomputed = try SealRecomputation(connection)
      try recomputed.run(connection)
      let known = Set(broken.map { "\($0.rule) \($0.place)" })
      let also = recomputed.broken.filter { !known.contains("\($0.rule) \($0.place)") }
      return CheckedBooks(
        ruleCount: counts.0, entryCount: counts.1, lineCount: counts.2, sealCount: counts.3,
        leafCount: recomputed.leafCount,
        sealedCount: recomputed.sealedCount, unsealedCount: recomputed.unsealedCount, holes: holes,
        waysAround: waysAround, broken: broken + also)
    }
  }
}
