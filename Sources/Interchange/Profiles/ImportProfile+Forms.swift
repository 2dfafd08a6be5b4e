import Values

// Dates and amounts that are text, in the declared forms.
extension ImportProfile {
  /// A date in the declared order, as YYYY-MM-DD; the year in four digits, so that none is taken for a day.
  package func day(_ text: String) -> String? {
    let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x2E || $0 == 0x2F }
    guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 48) } }
    let order: [Int] =
      switch dateOrder {
      case .yearMonthDay: [0, 1, 2]
      case .monthDayYear: [2, 0, 1]
      case .dayMonthYear: [2, 1, 0]
      }
    guard parts[order[0]].count == 4, parts[order[1]].count <= 2, parts[order[2]].count <= 2 else { return nil }
    return try? Day(year: numbers[order[0]], month: numbers[order[1]], day: numbers[order[2]]).description
  }

  /// An amount in the declared form, in plain digits.
  package func amount(_ text: String) -> String? {
    var (rest, isNegative) = (text, false)
    switch negative {
    case .brackets:
      if rest.hasPrefix("("), rest.hasSuffix(")") {
        (rest, isNegative) = (String(rest.dropFirst().dropLast()).trimmingSpaces, true)
      }
    case .minus:
      if rest.hasPrefix("-") { (rest, isNegative) = (String(rest.dropFirst()).trimmingSpaces, true) }
    }
    if !currency.isEmpty {
      if rest.hasPrefix(currency) {
        rest = String(rest.dropFirst(currency.count)).trimmingSpaces
      } else if rest.hasSuffix(currency) {
        rest = String(rest.dropLast(currency.count)).trimmingSpaces
      }
      if negative == .minus, !isNegative, rest.hasPrefix("-") { (rest, isNegative) = (String(rest.dropFirst()), true) }
    }
    let parts = rest.split(separator: Character(decimal), omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, parts.count == 1 || Self.isDigits(parts[1], 1...2) else { return nil }
    let groups =
      grouping.isEmpty
      ? [parts[0]] : parts[0].split(separator: Character(grouping), omittingEmptySubsequences: false).map(String.init)
    guard Self.isDigits(groups[0], groups.count == 1 ? 1...15 : 1...3),
      groups.dropFirst().allSatisfy({ Self.isDigits($0, 3...3) })
    else { return nil }
    return (isNegative ? "-" : "") + groups.joined() + (parts.count == 2 ? ".\(parts[1])" : "")
  }

  private static func isDigits(_ text: String, _ count: ClosedRange<Int>) -> Bool {
    count.contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
