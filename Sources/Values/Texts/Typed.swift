// Amounts and days as people type them at a terminal. Files are read strictly.

extension Money {
  /// Reads an amount as a person types it: as `init(parsing:)` does, or with spaces around it, a dollar sign before it, and commas between groups of
  /// three digits: `$1,048.20`.
  /// - Throws: `MoneyError`, for what could mean two amounts too, as `12,50`.
  package init(typed text: String) throws(MoneyError) {
    var rest = text.trimmingSpaces[...]
    let isNegative = rest.hasPrefix("-")
    if isNegative { rest.removeFirst() }
    if rest.hasPrefix("$") { rest.removeFirst() }
    let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = (parts.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let isGrouped =
      groups.count == 1 || (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
    let plain = (isNegative ? "-" : "") + groups.joined() + parts.dropFirst().map { "." + $0 }.joined()
    guard isGrouped, let money = Money(exactly: plain.utf8) else { throw MoneyError(diagnosing: text) }
    self = money
  }
}

extension Day {
  /// Which year a day is in that was typed without one.
  package enum Nearness: Sendable {
    /// The last such day through today: of what happened.
    case past
    /// The next such day from today: of what is due.
    case coming
  }

  /// Reads a day as a person types it: as `init(parsing:)` does, or as month and day, `8/3`, `8/3/26`, `8/3/2026`, or `today` or `yesterday`.
  /// - Throws: `DayError`.
  package init(typed text: String, today: Day, _ nearness: Nearness = .past) throws(DayError) {
    let text = text.trimmingSpaces
    switch text.lowercased() {
    case "today":
      self = today
      return
    case "yesterday":
      self = today.adding(days: -1)
      return
    default: break
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in (1...4).contains(part.utf8.count) ? Day.number(Array(part.utf8)[...]) : nil
    }
    guard (2...3).contains(parts.count), numbers.count == parts.count, parts[0].count < 3, parts[1].count < 3 else {
      try self.init(parsing: text)
      return
    }
    if numbers.count == 3 {
      guard [2, 4].contains(parts[2].count) else { throw DayError(text: text, reason: .notWrittenAsDay) }
      try self.init(year: numbers[2] < 100 ? 2000 + numbers[2] : numbers[2], month: numbers[0], day: numbers[1])
      return
    }
    // A year that has it: February 29 is not in every one.
    let years = (0...4).map { nearness == .past ? today.year - $0 : today.year + $0 }
    for year in years {
      if let day = try? Day(year: year, month: numbers[0], day: numbers[1]),
        nearness == .past ? day <= today : day >= today
      {
        self = day
        return
      }
    }
    try self.init(year: today.year, month: numbers[0], day: numbers[1])
  }
}

extension Sequence {
  /// Of these, what a person named: what has that code; else that name; else either without regard to case and to spaces around it. Several where a
  /// name is not of one alone; none where nothing has it.
  package func called(_ typed: String, code: (Element) -> String, name: (Element) -> String) -> [Element] {
    if let found = first(where: { code($0) == typed }) { return [found] }
    let exact = filter { name($0) == typed }
    if !exact.isEmpty { return exact }
    let plain = typed.trimmingSpaces.lowercased()
    if plain.isEmpty { return [] }
    let coded = filter { code($0).lowercased() == plain }
    return coded.isEmpty ? filter { name($0).trimmingSpaces.lowercased() == plain } : coded
  }
}
