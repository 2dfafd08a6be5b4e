/// SHA-256 (FIPS 180-4) of bytes: the name that the books know a document by, what leaves are made of, and marks of what was said.
package enum SHA256 {
  /// The 32 bytes as 64 hexadecimal digits.
  package static func hex(of message: [UInt8]) -> String { hexadecimal(digest(of: message)) }

  /// The first 128 bits of the digest of texts in order: what a key is made of where nobody gives one. Two contents of one mark would be
  /// refused as a key conflict, never merged.
  package static func mark(of texts: [String]) -> UInt128 {
    digest(of: Array(texts.joined(separator: "\u{1F}").utf8)).prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// Sixteen hexadecimal digits of the digest of a text, where a short name stands for a long one.
  package static func shortName(of text: String) -> String { String(hex(of: Array(text.utf8)).prefix(16)) }

  /// Bytes as hexadecimal digits, two for each.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// The 32 bytes.
  package static func digest(of message: [UInt8]) -> [UInt8] {
    var running = Running()
    message.withUnsafeBytes { running.take($0) }
    return running.digest()
  }

  /// The digest of bytes that come one block after the other.
  package struct Running: Sendable {
    private var state = SHA256.initial
    /// The beginning of a block of 64 bytes that is not full yet.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    package init() {}

    /// Takes the next bytes.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) {
      byteCount += UInt64(bytes.count)
      var rest = bytes[...]
      if !pending.isEmpty {
        let filling = rest.prefix(64 - pending.count)
        pending.append(contentsOf: filling)
        rest = rest.dropFirst(filling.count)
        if pending.count < 64 { return }
        pending.withUnsafeBytes { SHA256.absorb($0, &state) }
        pending.removeAll(keepingCapacity: true)
      }
      let whole = rest.prefix(rest.count / 64 * 64)
      SHA256.absorb(UnsafeRawBufferPointer(rebasing: whole), &state)
      pending.append(contentsOf: rest.dropFirst(whole.count))
    }

    /// The 32 bytes of all that was taken.
    package func digest() -> [UInt8] {
      // After the rest a 1 bit, zeroes, and the length in bits.
      var tail = pending + [0x80]
      while tail.count % 64 != 56 { tail.append(0) }
      let bits = byteCount * 8
      tail += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
      var state = state
      tail.withUnsafeBytes { SHA256.absorb($0, &state) }
      return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }
  }

  /// Takes whole blocks of 64 bytes.
  private static func absorb(_ bytes: UnsafeRawBufferPointer, _ state: inout [UInt32]) {
    for start in stride(from: 0, to: bytes.count, by: 64) { absorb(bytes, start, &state) }
  }

  private static func absorb(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ state: inout [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for i in 0..<16 {
        let place = start + 4 * i
        w[i] =
          UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
          | UInt32(bytes[place + 3])
      }
      for i in 16..<64 {
        let s0 = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >> 3)
        let s1 = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >> 10)
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      for i in 0..<64 {
        let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
        let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ rounds[i] &+ w[i]
        let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
        let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
      }
      for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] = state[i] &+ word }
    }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  private static let initial: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  private static let rounds: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
