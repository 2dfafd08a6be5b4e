import Synchronization

/// What a process knows of what it recorded: the one place that knows that a COMMIT was sent, and that it was answered.
public final class Recording: Sendable {
  /// Of all connections of this process that are not told otherwise.
  public static let process = Recording()

  /// How far the last transaction that may record has come.
  public enum Phase: Int, Sendable {
    /// There was none, or it was rolled back.
    case none
    /// It runs, and nothing of it stands.
    case underWay
    /// COMMIT was sent: until it is answered nobody knows.
    case sent
    /// COMMIT was answered: it stands, whatever comes after.
    case answered
  }

  private let current = Atomic<Int>(0)
  private let begun = Atomic<Bool>(false)
  private let committed = Atomic<Bool>(false)

  /// Of its own, for a program or a test that has several.
  public init() {}

  /// How far the last transaction that may record has come. Safe in a signal handler.
  public var phase: Phase { Phase(rawValue: current.load(ordering: .sequentiallyConsistent)) ?? .none }

  /// Whether a transaction that may record was begun.
  public var hasBegun: Bool { begun.load(ordering: .sequentiallyConsistent) }

  /// Whether one was committed: what it recorded stands, whatever comes after it.
  public var hasCommitted: Bool { committed.load(ordering: .sequentiallyConsistent) }

  /// What was recorded so far is told, and stands beside what comes next.
  public func goOn() { current.store(Phase.none.rawValue, ordering: .sequentiallyConsistent) }

  func reach(_ phase: Phase) {
    if phase == .underWay { begun.store(true, ordering: .sequentiallyConsistent) }
    if phase == .answered { committed.store(true, ordering: .sequentiallyConsistent) }
    current.store(phase.rawValue, ordering: .sequentiallyConsistent)
  }
}
