/// Near misses: what somebody probably meant. A suggestion is shown, never acted on.
package enum Suggestion {
  /// The candidate nearest to what was typed, or nil when none is near.
  ///
  /// Case is ignored. Near means: a third of the letters at most are wrong, missing, added or swapped with a neighbor;
  /// or what was typed, two letters at least, begins exactly one candidate. Of two as near, the earlier one.
  package static func nearest(to typed: String, among candidates: [String]) -> String? {
    let wanted = folded(typed)
    guard !wanted.isEmpty, wanted.count <= longest else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let letters = folded(candidate)
      guard letters.count <= longest else { continue }
      let allowed = max(1, min(wanted.count, letters.count) / 3)
      guard abs(wanted.count - letters.count) <= allowed else { continue }
      let distance = distance(wanted, letters)
      guard distance <= allowed, distance < max(wanted.count, letters.count) else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.candidate ?? onlyContinuation(of: wanted, among: candidates)
  }

  private static let longest = 100

  private static func folded(_ text: String) -> [Unicode.Scalar] { Array(text.lowercased().unicodeScalars) }

  private static func onlyContinuation(of wanted: [Unicode.Scalar], among candidates: [String]) -> String? {
    guard wanted.count >= 2 else { return nil }
    let found = candidates.filter { folded($0).starts(with: wanted) }
    return found.count == 1 ? found.first : nil
  }

  /// Edits between two words, a swap of neighbors counting as one (optimal string alignment).
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let cost = left[row] == right[column] ? 0 : 1
        var edits = min(previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
        let swapped = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
        if swapped { edits = min(edits, before[column - 1] + 1) }
        current.append(edits)
      }
      (before, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
