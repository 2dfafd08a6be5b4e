import Glibc
import Ledger

/// The processor time of the server's process that answers a connection, on this machine.
struct ProcessorTime {
  private let path: String

  init(of connection: borrowing Connection) throws {
    let process = try connection.execute("select pg_backend_pid() as pid").only { try $0.int("pid") }
    path = "/proc/\(process)/schedstat"
  }

  /// Nanoseconds since the session began.
  func nanoseconds() throws -> Int {
    guard let file = fopen(path, "r") else {
      throw Refusal("\(path) cannot be read", nextStep: "run it where the server runs")
    }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }
}
