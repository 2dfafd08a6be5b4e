import Testing

@testable import Ledger
@testable import Values

@Suite struct SHA256Tests {
  /// FIPS 180-4 examples, and the longest ones of NIST's short messages.
  @Test func knownMessages() {
    let known = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]
    for (text, digest) in known { #expect(SHA256.hex(of: Array(text.utf8)) == digest) }
  }

  /// Every length around the edges of a block, against PostgreSQL.
  @Test func agreesWithPostgreSQL() throws {
    let connection = try TestBooks.copy().asInstaller()
    for length in Array(0...130) + [4_095, 4_096, 1_000_003] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      let digest = try connection.execute("select encode(sha256(\(ByteText(bytes))::bytea), 'hex') as digest").only {
        try $0.text("digest")
      }
      #expect(SHA256.hex(of: bytes) == digest, "\(length) bytes")
    }
  }

  /// However the bytes are cut into blocks.
  @Test func takesBlocksOfAnySize() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for size in 1...130 {
      var running = SHA256.Running()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { running.take($0) }
      }
      #expect(running.digest() == SHA256.digest(of: bytes), "blocks of \(size)")
    }
  }
}
