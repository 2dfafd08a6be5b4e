import ArgumentParser
import Glibc
import Ledger

/// Codes of the books as they are now, for the completions of a shell.
extension CompletionKind {
  static var organizations: CompletionKind { .live { _, books in try books.organizations().map(\.code) } }
  static var networks: CompletionKind { .live { _, books in try books.networks().map(\.code) } }
  static var awards: CompletionKind {
    .live { words, books in
      let organization = words.value("--org")
      return try books.awards().filter { organization == nil || $0.organization.code == organization }.map(\.code)
    }
  }
  /// Of the award that the command names, wherever it stands.
  static var budgetLines: CompletionKind {
    .live { words, books in
      try books.awards().filter { words.list.contains($0.code) || words.list.contains($0.reference) }
        .flatMap { $0.lines.map(\.code) }
    }
  }
  static var accounts: CompletionKind {
    .live { words, books in try words.owners(books).flatMap { try books.accounts(of: $0).map(\.code) } }
  }
  static var parties: CompletionKind {
    .live { words, books in try words.owners(books).flatMap { try books.parties(of: $0).map(\.code) } }
  }
  static var funds: CompletionKind {
    .live { words, books in try words.owners(books).flatMap { try books.funds(of: $0).map(\.code) } }
  }
  static var programs: CompletionKind {
    .live { words, books in try words.owners(books).flatMap { try books.programs(of: $0).map(\.code) } }
  }
  static var profiles: CompletionKind {
    .live { words, books in try words.owners(books).flatMap { try books.importProfiles(of: $0).map(\.name) } }
  }
  /// What a field of an act can be chosen from, by what is typed already; where all of a kind may be said, all of it.
  static func choices<A: Act>(_ name: String, of _: A.Type) -> CompletionKind {
    .live { words, books in
      guard let field = A.fields.first(where: { $0.name == name }) else { return [] }
      var values = words.values(of: A.fields, after: A.words.count)
      values[name] = nil
      if let choices = field.choices {
        return try choices(values, books).map(\.code).filter { $0 != field.flagAnswer }
      }
      guard case .code(let noun) = field.kind, let organization = try? values.organization(books) else { return [] }
      return try books.codes(of: noun, in: organization)
    }
  }

  static var logins: CompletionKind { .live { _, books in try books.memberships().map(\.login) } }

  /// What `codes` finds that begins as the word typed; nothing where the books are not there, since a shell cannot say why.
  private static func live(
    _ codes: @escaping @Sendable (TypedWords, borrowing Books) throws -> [String]
  ) -> CompletionKind {
    .custom { words, _, prefix in
      let typed = TypedWords(list: words)
      guard let target = typed.runningBooks(), let connection = try? Migrator().openBooks(target),
        let found = try? codes(typed, Books(connection))
      else { return [] }
      return Set(found).filter { $0.hasPrefix(prefix) }.sorted()
    }
  }
}

/// The words of a command that is being typed.
struct TypedWords: Sendable {
  let list: [String]

  /// The value of an option.
  func value(_ option: String) -> String? {
    for (index, word) in list.enumerated() {
      if word == option { return list.indices.contains(index + 1) ? list[index + 1] : nil }
      if word.hasPrefix("\(option)=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }

  /// What is typed of the fields of an act, `count` words after the program.
  func values(of fields: [ActField], after count: Int) -> ActValues {
    var values = ActValues()
    var arguments = fields.filter(\.isArgument)
    // Options that several commands share are asked of another act than the command does.
    var rest = list.dropFirst(1)
    rest = rest.prefix(count).contains { $0.hasPrefix("-") } ? rest.drop { !$0.hasPrefix("-") } : rest.dropFirst(count)
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else {
        if !arguments.isEmpty, !word.isEmpty { values[arguments.removeFirst().name] = word }
        continue
      }
      guard let field = fields.first(where: { $0.option == word }) else { continue }
      if field.kind == .flag {
        values.set(field.name, true)
      } else if let value = rest.popFirst(), !value.isEmpty {
        values.add(field.name, value)
      }
    }
    return values
  }

  /// The books that the command is about; nil for local ones whose server does not run: it is not started for a guess.
  func runningBooks() -> ConnectionTarget? {
    setenv("PGCONNECT_TIMEOUT", "2", 0)
    let target = try? ConnectionTarget(
      books: value("--books"), login: value("--as"), allowUnverifiedServer: list.contains("--allow-unverified-server"),
      environment: Console.environment())
    if let cluster = target?.localCluster, (try? cluster.status().isRunning) != true { return nil }
    return target
  }

  /// The organization that the command is about, by its option or its award; else all.
  func owners(_ books: borrowing Books) throws -> [Organization] {
    let all = try books.organizations()
    if let code = value("--org") { return all.filter { $0.code == code } }
    let awards = try books.awards().filter { list.contains($0.code) || list.contains($0.reference) }
    return awards.isEmpty ? all : all.filter { owner in awards.contains { $0.organization == owner } }
  }
}

extension Books {
  /// The codes of a kind in an organization; none of what has numbers.
  fileprivate func codes(of noun: ActField.Noun, in organization: Organization) throws -> [String] {
    switch noun {
    case .organization: try organizations().map(\.code)
    case .award: try awards().filter { $0.organization == organization }.map(\.code)
    case .account: try accounts(of: organization).map(\.code)
    case .fund: try funds(of: organization).map(\.code)
    case .program: try programs(of: organization).map(\.code)
    case .party: try parties(of: organization).map(\.code)
    case .budgetLine, .entry, .bill, .payment, .commitment: []
    }
  }
}
