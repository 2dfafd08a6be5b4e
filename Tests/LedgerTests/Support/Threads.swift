import Foundation

/// A thread of its own for blocking work, which must not hold a thread of Swift's pool; `wait` returns when it ended.
struct Work: Sendable {
  fileprivate let ended = DispatchSemaphore(value: 0)
  func wait() { ended.wait() }
}

/// Runs `body` on a thread of its own.
func inThread(_ body: @escaping @Sendable () -> Void) -> Work {
  let work = Work()
  Thread {
    body()
    work.ended.signal()
  }.start()
  return work
}
