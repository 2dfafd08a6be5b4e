import Glibc

/// One connection of a client through a `CutProxy`: both directions, message by message.
struct CutLink {
  private let client: Int32
  private let server: Int32
  private let proxy: CutProxy
  private let isConnected: Bool
  private var sent: [UInt8] = []
  private var answers: [UInt8] = []
  /// What of a round came before its end. It is held back, for the server acts on an Execute without awaiting the Sync.
  private var held: [UInt8] = []
  private var isStarted = false
  private var isCopying = false
  private var sql = ""
  private var prepared: [String: String] = [:]
  /// Rounds sent to the server and answered by it; the beginning of the session is one.
  private var (asked, answered) = (0, 0)
  /// The round whose answer is kept from the client.
  private var withheld: Int?
  private var kept: [UInt8] = []
  private var mode = CutProxy.Mode.after

  init(client: Int32, server path: String, proxy: CutProxy) {
    self.client = client
    self.proxy = proxy
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    isConnected = withSocketAddress(path) { connect(server, $0, $1) == 0 }
    self.server = server
  }

  /// Relays until either side ends or the way is cut.
  mutating func relay() {
    while isConnected {
      var ends = [
        // Once an answer is withheld, nothing more of the client is taken but its end.
        pollfd(fd: client, events: withheld == nil ? Int16(POLLIN) : Int16(Self.hangUp), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&ends, 2, -1) < 0 { continue }
      if ends[0].revents != 0 {
        guard let bytes = Self.receive(client) else { return }
        sent += bytes
        guard relayRequests() else { return }
      }
      if ends[1].revents != 0 {
        guard let bytes = Self.receive(server) else { return }
        answers += bytes
        guard relayAnswers() else { return }
      }
    }
  }

  /// Says good-bye to the server and awaits that it does: what it had in hand is rolled back by then.
  func drain() {
    shutdown(server, Int32(SHUT_WR))
    while Self.receive(server) != nil {}
    close(server)
  }

  private mutating func relayRequests() -> Bool {
    while let message = isStarted ? Self.message(&sent) : Self.startup(&sent) {
      guard isStarted ? relay(request: message) : begin(message) else { return false }
    }
    return true
  }

  /// Takes the first packet of a session. What asks for encryption is answered with no; what cancels goes on to the server.
  private mutating func begin(_ packet: [UInt8]) -> Bool {
    switch Self.integer(packet[4..<8]) {
    case 80_877_103, 80_877_104: return Self.send([UInt8(ascii: "N")], client)
    case 80_877_102: return Self.send(packet, server)
    default:
      (isStarted, asked) = (true, 1)
      return Self.send(packet, server)
    }
  }

  private mutating func relay(request: [UInt8]) -> Bool {
    let body = request.dropFirst(5)
    held += request
    switch UInt8(request[0]) {
    case UInt8(ascii: "P"):
      let texts = Self.texts(body)
      sql = texts[1]
      prepared[texts[0]] = sql
      return true
    case UInt8(ascii: "B"):
      sql = prepared[Self.texts(body)[1]] ?? sql
      return true
    case UInt8(ascii: "D"), UInt8(ascii: "E"), UInt8(ascii: "C"): return true
    case UInt8(ascii: "Q"): sql = Self.texts(body)[0]
    case UInt8(ascii: "S"): break
    case UInt8(ascii: "c") where isCopying, UInt8(ascii: "f") where isCopying:
      isCopying = false
      sql = "end of: \(sql)"
    default: return flush()
    }
    switch proxy.count(sql) {
    case .before:
      proxy.cutAll()
      return false
    case .keepRequest: guard proxy.keep() else { return false }
    case let mode?: (withheld, self.mode) = (asked + 1, mode)
    case nil: break
    }
    asked += 1
    return flush()
  }

  private mutating func flush() -> Bool {
    defer { held = [] }
    return Self.send(held, server)
  }

  private mutating func relayAnswers() -> Bool {
    while let message = Self.message(&answers) {
      if withheld == nil || answered + 1 < withheld! {
        guard Self.send(message, client) else { return false }
      } else {
        kept += message
      }
      let isReady = message[0] == UInt8(ascii: "Z")
      let opensCopy = message[0] == UInt8(ascii: "G")
      guard isReady || opensCopy else { continue }
      // Where the server breaks a copy off, it is ready before the end of the rows was sent.
      if answered == asked { isCopying = false } else { answered += 1 }
      if opensCopy { isCopying = true }
      if answered == withheld {
        switch mode {
        case .swallow: continue
        case .silence: proxy.refuseOthers()
        case .keepAnswer:
          guard proxy.keep(), Self.send(kept, client) else { return false }
          (withheld, kept) = (nil, [])
        default:
          proxy.cutAll()
          return false
        }
      }
    }
    return true
  }

  /// POLLRDHUP, which Glibc does not import.
  private static let hangUp = 0x2000

  private static func startup(_ bytes: inout [UInt8]) -> [UInt8]? { take(&bytes, prefix: 0) }
  private static func message(_ bytes: inout [UInt8]) -> [UInt8]? { take(&bytes, prefix: 1) }

  private static func take(_ bytes: inout [UInt8], prefix: Int) -> [UInt8]? {
    guard bytes.count >= prefix + 4 else { return nil }
    let count = prefix + integer(bytes[prefix..<prefix + 4])
    guard bytes.count >= count else { return nil }
    defer { bytes.removeFirst(count) }
    return Array(bytes[..<count])
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// The first two texts of a message, each ended by a zero byte.
  private static func texts(_ body: ArraySlice<UInt8>) -> [String] {
    let parts = body.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    return (parts.map { String(decoding: $0, as: UTF8.self) } + ["", ""])
  }

  private static func receive(_ socket: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? Array(buffer[..<count]) : nil
    }
  }

  private static func send(_ bytes: [UInt8], _ socket: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
