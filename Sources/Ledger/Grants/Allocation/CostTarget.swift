/// Where a share of a cost goes, as people type it: `AWARD:LINE`, `AWARD:LINE:ACCOUNT` or `unrestricted:ACCOUNT[:FUNCTION]`.
package struct CostTarget: Sendable, Hashable {
  /// The award's reference and budget line; nil for the unrestricted fund.
  package let award: (reference: String, line: String)?
  /// The account; nil for the budget line's.
  package let account: String?
  /// Of the unrestricted fund.
  package let function: ExpenseFunction

  /// A share of an award's budget line.
  package init(award: String, line: String, account: String? = nil) {
    self.award = (award, line)
    self.account = account
    function = .program
  }

  /// A share of the unrestricted fund.
  package init(unrestricted account: String, function: ExpenseFunction) {
    award = nil
    self.account = account
    self.function = function
  }

  /// Reads a target. Throws `Refusal` that says how one is written.
  package init(parsing text: String) throws(Refusal) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let refusal = Refusal(
      "‹\(VisibleText.escaped(text))› names no place for a cost",
      nextStep: "write AWARD:LINE, AWARD:LINE:ACCOUNT or unrestricted:ACCOUNT[:program|management|fundraising]")
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw refusal }
    if parts[0] == "unrestricted" {
      guard let function = parts.count == 2 ? .management : ExpenseFunction(rawValue: parts[2]) else { throw refusal }
      self.init(unrestricted: parts[1], function: function)
    } else {
      self.init(award: parts[0], line: parts[1], account: parts.count == 3 ? parts[2] : nil)
    }
  }

  /// As it is typed.
  package var text: String {
    if let award { return [award.reference, award.line, account].compactMap { $0 }.joined(separator: ":") }
    return "unrestricted:\(account ?? ""):\(function.rawValue)"
  }

  package static func == (left: CostTarget, right: CostTarget) -> Bool { left.text == right.text }

  /// Hashes the text.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
