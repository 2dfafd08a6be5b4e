import Glibc
import Ledger

/// One line on the terminal that says how far an import has come, at what rate, and how long it still takes. It shows on a
/// terminal only, and for what takes over a second.
final class ProgressLine {
  private var start = ContinuousClock().now
  private var isPosting = false
  private var isShown = false

  /// Draws the line anew. Each part of the work has its own rate.
  func show(_ progress: ImportProgress) {
    let now = ContinuousClock().now
    let elapsed = start.duration(to: now)
    if progress.isPosting != isPosting { (isPosting, start) = (progress.isPosting, now) }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    guard isatty(STDERR_FILENO) == 1, seconds > 1, progress.done > 0 else { return }
    isShown = true
    let rate = Double(progress.done) / seconds
    let left = Int((Double(progress.total - progress.done) / rate).rounded(.up))
    let share = progress.done * 100 / progress.total
    Console.writeError(
      "\r\u{1B}[K\(progress.isPosting ? "Posting" : "Handing over"): \(progress.done) of \(progress.total), \(share)%, \(Int(rate)) a second, \(left) s left"
    )
  }

  /// Takes the line away.
  func clear() {
    if isShown { Console.writeError("\r\u{1B}[K") }
  }
}
