import Ledger

/// Asks, at a terminal, about rows of a file that say the same: one purchase typed twice, or two of them.
enum AlikeQuestion {
  /// Throws where a pair is not meant. Where nobody can answer, nothing is asked: each row is recorded, and named afterwards.
  static func ask(_ pairs: [AlikeRows]) throws {
    guard Console.isInteractive else { return }
    for pair in pairs {
      print("Two rows of the file say the same: \(pair.first) and \(pair.second).")
      guard try Console.confirms("Are they two purchases?") else {
        throw Refusal(
          "nothing was recorded: \(pair.first) and \(pair.second) are one purchase",
          nextStep: "take the row at \(pair.second) out of the file and import it again")
      }
    }
  }
}
