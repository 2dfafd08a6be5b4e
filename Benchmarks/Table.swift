import Glibc

/// The table that is printed: what was measured, in units of its own, against what, the ratio, and the aim for it.
enum Table {
  static func printHead() {
    print("| what | ours | compared with | ratio | aim | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
  }

  /// What a ratio should be.
  enum Aim {
    case atMost(Double)
    case atLeast(Double)

    func text(_ ratio: Double) -> String {
      switch self {
      case .atMost(let limit): "≤ \(Table.text(limit)), \(ratio <= limit ? "held" : "missed")"
      case .atLeast(let limit): "≥ \(Table.text(limit)), \(ratio >= limit ? "held" : "missed")"
      }
    }
  }

  /// One row. `memory`: megabytes that our process held at most.
  static func printRow(
    _ what: String, _ ours: String, _ other: String, ratio: Double, aim: Aim? = nil, memory: Int? = nil
  ) {
    print(
      "| \(what) | \(ours) | \(other) | \(text(ratio)) | \(aim?.text(ratio) ?? "") | \(memory.map { "\($0) MB" } ?? "") |"
    )
    fflush(nil)
  }

  /// Two decimals.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let decimals = hundredths % 100
    return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)"
  }
}

/// The middle value.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// Milliseconds that `body` takes by the wall clock.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

/// Runs two things in turn, `count` times after a warm-up: the medians in milliseconds, and the median of the ratios of runs
/// that followed each other.
func compare(count: Int, warmUp: Int, ours: () throws -> Void, other: () throws -> Void) throws
  -> (ours: Double, other: Double, ratio: Double)
{
  for _ in 0..<warmUp {
    try ours()
    try other()
  }
  var pairs: [(Double, Double)] = []
  for _ in 0..<count { pairs.append((try milliseconds(ours), try milliseconds(other))) }
  return (median(pairs.map(\.0)), median(pairs.map(\.1)), median(pairs.map { $0 / $1 }))
}
