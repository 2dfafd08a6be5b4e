/// A canonical text in the making (docs/canonical-entry.md), of raw columns: bytes, one field after the other.
struct LeafText {
  private(set) var bytes: [UInt8]
  /// The commitments of texts that were removed.
  private(set) var removed: [String] = []

  init(_ kind: String) { bytes = Array(kind.utf8) }

  /// The hash of the leaf: SHA-256 of a zero byte and the text.
  var hash: [UInt8] { SHA256.digest(of: [0] + bytes) }

  /// A field as it stands; nothing where it does not apply.
  mutating func field(_ value: String?) {
    bytes.append(UInt8(ascii: "\t"))
    if let value { bytes.append(contentsOf: value.utf8) }
  }

  /// A login: its length in bytes, a colon, the login.
  mutating func login(_ value: String?) { field(value.map { "\($0.utf8.count):\($0)" }) }

  /// A free text: SHA-256 of a byte 2, its salt and the text, in base64. `place`: which of the salts of its row, from 1. Of a text that was
  /// removed its commitment stands in the row, and zeros for its salt.
  mutating func text(_ value: String?, salts: [UInt8], place: Int) {
    guard let value else { return field(nil) }
    let salt = salts.dropFirst(16 * (place - 1)).prefix(16)
    if !salt.isEmpty, salt.allSatisfy({ $0 == 0 }), let commitment = RemovedText.commitment(in: value) {
      removed.append(commitment)
      return field(commitment)
    }
    field(Base64.text(of: SHA256.digest(of: [2] + salt + Array(value.utf8))))
  }

  /// A moment, from how the server writes it in a session at UTC.
  mutating func moment(_ value: String?) { field(value.map(Self.moment)) }

  /// Ends the first field of a line, and begins the next line with a word.
  mutating func line(_ word: String) {
    endLine()
    bytes.append(contentsOf: word.utf8)
  }

  /// Adds what was written elsewhere.
  mutating func add(_ written: [UInt8]) { bytes.append(contentsOf: written) }

  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

  /// `2021-09-16 08:30:00.25+00` as `2021-09-16T08:30:00.250000Z`.
  private static func moment(_ raw: String) -> String {
    let parts = raw.split(separator: "+")[0].split(separator: " ")
    guard parts.count == 2 else { return raw }
    let time = parts[1].split(separator: ".")
    let fraction = time.count == 2 ? String(time[1]) : ""
    return "\(parts[0])T\(time[0]).\(fraction)\(String(repeating: "0", count: 6 - fraction.count))Z"
  }
}

/// Bytes as text: RFC 4648.
enum Base64 {
  static func text(of bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let piece = bytes[start..<min(start + 3, bytes.count)]
      let bits = piece.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - piece.count))
      for place in 0..<4 {
        out.append(place > piece.count ? UInt8(ascii: "=") : alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
