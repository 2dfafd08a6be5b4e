import Ledger

/// Words as a shell takes them.
enum Shell {
  /// One word.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_./:=@%+,".utf8.contains($0)
      }
    return isPlain ? word : Expense.shellQuoted(word)
  }
}
