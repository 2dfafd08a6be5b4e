import Glibc
import Ledger

/// One line on the terminal that says how far an import has come, at what rate, and how long it still takes. It shows on a
/// terminal only, and for what takes over a second.
final class ProgressLine {
  private let begin = ContinuousClock().now
  private var partBegin = ContinuousClock().now
  private var latest = ContinuousClock().now
  private var part = ImportProgress.Part.handingOver
  private var isShown = false

  /// Runs what shows its progress here, and takes the line away.
  func during<Value>(_ body: () throws -> Value) rethrows -> Value {
    defer { if isShown { Console.writeError("\r\u{1B}[K") } }
    return try body()
  }

  /// Draws the line anew. Each part of the work has its own rate.
  func show(_ progress: ImportProgress) {
    let now = ContinuousClock().now
    if progress.part != part { (part, partBegin) = (progress.part, latest) }
    latest = now
    guard isatty(STDERR_FILENO) == 1, Self.seconds(from: begin, to: now) > 1 else { return }
    isShown = true
    Console.writeError("\r\u{1B}[K\(Self.text(progress, seconds: Self.seconds(from: partBegin, to: now)))")
  }

  private static func text(_ progress: ImportProgress, seconds: Double) -> String {
    if progress.part == .finishing { return "Posted \(progress.done), finishing" }
    let name = progress.part == .posting ? "Posting" : "Handing over"
    var text = "\(name): \(progress.done), \(Int(progress.fraction * 100))%"
    if seconds > 0, progress.fraction > 0 {
      let left = (seconds / progress.fraction * (1 - progress.fraction)).rounded(.up)
      text += ", \(Int(Double(progress.done) / seconds)) a second, \(Int(left)) s left"
    }
    return text
  }

  private static func seconds(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) -> Double {
    let elapsed = start.duration(to: end)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }
}
