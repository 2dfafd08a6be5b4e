@testable import Ledger

/// Where it is shown that a rule holds: something that is there, or why nothing can be.
enum Proof: Sendable {
  /// An attempt of that name, which the rule refuses.
  case attempt(String)
  /// A mutant of that name in `Mutant.all`, which lets one of the rule's attempts through.
  case mutant(String)
  /// What is taken out of the schema, and the SQL, as that login, that the rule refuses and that passes without it.
  case without(String, SampleLogin, String)
  /// The breach that is planted for the rule.
  case planted
  /// A test, as `Suite.function`, whose file names the rule.
  case test(String)
  /// A command of a finance administrator, which the rule refuses.
  case refused([String])
  /// `ledgerctl check` of the books with the planted breach: no other command lets anybody come so far.
  case check
  /// Nothing, and why.
  case none(String)
}

/// The books that an attempt or a planted breach needs.
enum RuleBooksKind: Sendable { case sample, grants, payables, origins }

/// A copy of those books.
struct RuleBooks {
  let sample: SampleBooks
  let attempts: [GrantAttempt]

  init(_ kind: RuleBooksKind) throws {
    switch kind {
    case .sample:
      sample = try SampleBooks.copy()
      attempts = Self.plain(sample)
    case .grants:
      let books = try GrantBooks.copy()
      (sample, attempts) = (books.sample, GrantAttempt.all(books))
    case .payables:
      let books = try PayablesBooks.copy()
      (sample, attempts) = (books.sample, books.attempts)
    case .origins:
      let books = try OriginBooks.copy()
      (sample, attempts) = (books.sample, books.attempts)
    }
  }

  /// The attempts on the journal in the words of the others.
  private static func plain(_ sample: SampleBooks) -> [GrantAttempt] {
    (Attempt.entries + Attempt.onHistory(sample)).map {
      GrantAttempt(
        name: $0.name, refusal: $0.direct == nil ? $0.refusalByFunction ?? $0.refusal : $0.refusal, login: .recorder,
        function: $0.function, direct: $0.direct)
    }
  }

  func attempt(_ name: String) -> GrantAttempt? { attempts.first { $0.name == name } }
}

/// A breach of a rule that a superuser plants past what holds it.
struct Planted: Sendable {
  /// What is written.
  enum Breach: Sendable {
    case attempt(String)
    case sql(@Sendable (RuleBooks) throws -> String)
  }

  let books: RuleBooksKind
  /// Triggers as `table.name`, which are off while it is written.
  let without: [String]
  let breach: Breach
  /// What is recorded before, by whom it may be.
  let before: @Sendable (RuleBooks) throws -> Void
  /// A change of the schema that stays, where a constraint holds the rule: it is named as LS001.
  let schema: String?
  /// Whether the owner of the tables is refused while all is on: not where functions alone hold the rule.
  let isHeldByTables: Bool

  static func attempt(_ name: String, in books: RuleBooksKind = .sample, without: String..., schema: String? = nil)
    -> Planted
  {
    Planted(
      books: books, without: without, breach: .attempt(name), before: { _ in }, schema: schema, isHeldByTables: true)
  }

  static func sql(
    _ sql: String, in books: RuleBooksKind = .sample, without: String..., schema: String? = nil,
    isHeldByTables: Bool = true, before: @escaping @Sendable (RuleBooks) throws -> Void = { _ in }
  ) -> Planted {
    Planted(
      books: books, without: without, breach: .sql { _ in sql }, before: before, schema: schema,
      isHeldByTables: isHeldByTables)
  }

  static func made(
    in books: RuleBooksKind = .sample, without: String...,
    before: @escaping @Sendable (RuleBooks) throws -> Void = { _ in },
    sql: @escaping @Sendable (RuleBooks) throws -> String
  ) -> Planted {
    Planted(
      books: books, without: without, breach: .sql(sql), before: before, schema: nil, isHeldByTables: true)
  }
}

/// A rule, and where each of four things is shown of it: who tries to break it is refused; with its mechanism taken out nothing else holds it;
/// a breach that is there is named by `check`; a command tells people of it.
struct RuleRow: Sendable, CustomStringConvertible {
  let rule: String
  let attempt: Proof
  let mutant: Proof
  let planted: Planted?
  /// Why nothing is planted, where that is so.
  let unplanted: String?
  let command: Proof

  var description: String { rule }

  init(_ rule: String, _ attempt: Proof, _ mutant: Proof, _ planted: Planted, _ command: Proof) {
    (self.rule, self.attempt, self.mutant, self.planted, unplanted, self.command) = (
      rule, attempt, mutant, planted, nil, command
    )
  }

  init(_ rule: String, _ attempt: Proof, _ mutant: Proof, unplanted: String, _ command: Proof) {
    (self.rule, self.attempt, self.mutant, planted, self.unplanted, self.command) = (
      rule, attempt, mutant, nil, unplanted, command
    )
  }

  /// Whether one of the four is not there.
  var lacksOne: Bool {
    planted == nil
      || [attempt, mutant, command].contains {
        if case .none = $0 { true } else { false }
      }
  }
}
