import Glibc

/// Runs `work` in so many threads: each makes ready, calls what it is given, and so waits for the others; then all work.
/// Returns the seconds from there until the last has ended. What fails ends the program.
func together(_ count: Int, _ work: @escaping @Sendable (Int, () -> Void) throws -> Void) -> Double {
  let gate = Gate(count + 1)
  let threads = (0..<count).map { index in
    start {
      do { try work(index, gate.wait) } catch {
        print("thread \(index): \(error)")
        exit(1)
      }
    }
  }
  gate.wait()
  return milliseconds { for thread in threads { pthread_join(thread, nil) } } / 1000
}

/// Lets all pass once all have come.
private final class Gate: @unchecked Sendable {
  private let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)

  init(_ count: Int) { pthread_barrier_init(barrier, nil, UInt32(count)) }
  deinit {
    pthread_barrier_destroy(barrier)
    barrier.deallocate()
  }

  @Sendable func wait() { pthread_barrier_wait(barrier) }
}

private final class Body {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func start(_ run: @escaping @Sendable () -> Void) -> pthread_t {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { body in
      if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
      return nil
    }, Unmanaged.passRetained(Body(run)).toOpaque())
  return thread
}
