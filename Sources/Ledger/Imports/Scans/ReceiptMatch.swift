/// The expense that a scanned receipt belongs to, as far as its name tells.
package enum ReceiptMatch: Sendable, Hashable {
  /// One expense and no other, and what tells.
  case certain(RecordedEntry, because: String)
  /// Several could be meant, the likeliest first, or one for a reason that does not suffice; none where nothing fits.
  case unsure([RecordedEntry], because: String)
}

/// Expenses that scans are matched to.
package struct ReceiptMatching: Sendable {
  private let expenses: [RecordedEntry]
  private let names: [String: Set<String>]
  private let documented: Set<Int64>

  /// - Parameters:
  ///   - entries: expenses among them that stand are matched, others never.
  ///   - parties: the payees, for the words in a name.
  ///   - documented: entries that have a document; they are matched by number or key only.
  package init(_ entries: [RecordedEntry], parties: [Party], documented: Set<Int64>) {
    expenses = entries.filter { $0.draft.kind == .expense && $0.reversedBy == nil }
    names = Dictionary(parties.map { ($0.code, Self.words("\($0.code) \($0.name)")) }) { first, _ in first }
    self.documented = documented
  }

  /// The match of one name, alone.
  package func match(_ name: ScanName) -> ReceiptMatch {
    if let number = name.entry {
      if let found = expenses.first(where: { $0.number == number }) { return .certain(found, because: "its number") }
      return .unsure([], because: "entry \(number) is not an expense that stands")
    }
    let keyed = expenses.filter { $0.draft.key == name.stem || name.words.contains($0.draft.key.lowercased()) }
    if keyed.count == 1 { return .certain(keyed[0], because: "its key") }
    guard name.amount != nil || name.day != nil || !name.words.isEmpty else {
      return .unsure([], because: "its name says nothing")
    }
    let fitting = expenses.filter { fits($0, name, amount: true, day: true) }
    if name.amount != nil, name.day != nil {
      if let one = theOne(fitting, name) { return .certain(one, because: "its amount and day") }
    }
    if name.amount == nil, name.day == nil {
      let paid = expenses.filter { isPayee(of: $0, name) }
      return .unsure(
        ordered(paid, name), because: paid.isEmpty ? "nothing in its name fits an expense" : "only its payee is named")
    }
    if fitting.isEmpty {
      let near = expenses.filter { name.amount != nil && fits($0, name, amount: true, day: false) }
      return .unsure(
        ordered(near, name), because: near.isEmpty ? "no expense fits" : "no expense of that amount is of that day")
    }
    let reason = fitting.contains { documented.contains($0.number) } ? "it has a document" : "several expenses fit"
    let partial = name.amount == nil ? "only its day is named" : name.day == nil ? "only its amount is named" : reason
    return .unsure(ordered(fitting, name), because: partial)
  }

  /// The matches of a whole folder: where two files claim one expense by amount and day, neither is certain.
  package func matches(_ names: [ScanName]) -> [ReceiptMatch] {
    let alone = names.map(match)
    var claims: [Int64: Int] = [:]
    for case .certain(let entry, _) in alone { claims[entry.number, default: 0] += 1 }
    return zip(names, alone).map { name, found in
      guard case .certain(let entry, let reason) = found, claims[entry.number, default: 0] > 1,
        reason == "its amount and day"
      else { return found }
      return .unsure([entry], because: "another file fits the same expense")
    }
  }

  private func theOne(_ fitting: [RecordedEntry], _ name: ScanName) -> RecordedEntry? {
    // That others have their documents already makes none certain: the same folder again would then add to it.
    let meant = fitting.count == 1 ? fitting : fitting.filter { isPayee(of: $0, name) }
    return meant.count == 1 && !documented.contains(meant[0].number) ? meant[0] : nil
  }

  private func fits(_ entry: RecordedEntry, _ name: ScanName, amount: Bool, day: Bool) -> Bool {
    if amount, let wanted = name.amount, entry.debits != wanted { return false }
    guard day, let wanted = name.day else { return true }
    return entry.draft.date == wanted
      || entry.draft.lines.contains { $0.service?.from == wanted || $0.service?.through == wanted }
  }

  private func isPayee(of entry: RecordedEntry, _ name: ScanName) -> Bool {
    let known = entry.draft.lines.compactMap(\.party).reduce(into: Set<String>()) { $0.formUnion(names[$1] ?? []) }
    return !known.isDisjoint(with: Self.words(name.words.joined(separator: " ")))
  }

  /// Nine at most: without a document first, then of the payee, then by number.
  private func ordered(_ entries: [RecordedEntry], _ name: ScanName) -> [RecordedEntry] {
    func rank(_ entry: RecordedEntry) -> Int {
      (documented.contains(entry.number) ? 2 : 0) + (isPayee(of: entry, name) ? 0 : 1)
    }
    return Array(entries.sorted { (rank($0), $0.number) < (rank($1), $1.number) }.prefix(9))
  }

  /// Words of three letters or more, in small letters, without "the" and forms of companies.
  private static func words(_ text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return Set(words.filter { $0.unicodeScalars.count >= 3 }).subtracting([
      "the", "and", "inc", "llc", "ltd", "corp", "company",
    ])
  }
}
