import Glibc
import Ledger

/// Measures what docs/performance.md shows. Both sides of a ratio run in turn, in one run, on a server with the settings
/// that people use: fsync on, full page writes on.
///
///     swift build -c release --static-swift-stdlib && .build/release/benchmarks [ENTRIES ...]
///
/// With sizes, an import, its seal, `check` and statements are measured in books of so many entries each.
@main
enum Benchmarks {
  static func main() throws {
    let sizes = try CommandLine.arguments.dropFirst().map { text in
      guard let size = Int(text), size >= 250 else {
        throw Refusal("‹\(text)› is no size", nextStep: "give numbers of entries, 250 or more")
      }
      return size
    }
    let sample = try SampleServer.start()
    defer { sample.remove() }
    print("| what | ours, median | compared with, median | ratio |")
    print("|---|---:|---:|---:|")
    try Posting(sample).run()
    try WholeProcess(sample).run()
    for size in sizes {
      let large = try SampleServer.start()
      defer { large.remove() }
      try Scale(books: SyntheticBooks(sample: large, entries: size)).run()
    }
  }
}

/// One line of the table.
struct Comparison {
  let what: String
  let ours: [Double]
  let other: [Double]

  /// Prints medians in milliseconds, and the median of the ratios of runs that followed each other.
  func printRow() {
    let ratios = zip(ours, other).map { $0 / $1 }
    print("| \(what) | \(Self.text(median(ours))) ms | \(Self.text(median(other))) ms | \(Self.text(median(ratios))) |")
  }

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

/// Runs `ours` and `other` in turn, `count` times after a warm-up, and prints their row.
func compare(_ what: String, count: Int, warmUp: Int = 20, ours: () throws -> Void, other: () throws -> Void) throws {
  for _ in 0..<warmUp {
    try ours()
    try other()
  }
  var mine: [Double] = []
  var theirs: [Double] = []
  for _ in 0..<count {
    mine.append(try milliseconds(ours))
    theirs.append(try milliseconds(other))
  }
  Comparison(what: what, ours: mine, other: theirs).printRow()
}
