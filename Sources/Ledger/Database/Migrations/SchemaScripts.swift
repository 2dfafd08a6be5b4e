import LedgerSchema

/// The SQL that a program carries: what the books must contain.
package struct SchemaScripts: Sendable {
  /// One SQL file.
  package struct Script: Sendable {
    /// The name of the file, without `.sql`.
    package let name: String
    /// The whole text of the file.
    package let text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }

    /// The number in a migration's name: 12 for `V0012_bills`.
    package var version: Int { Int(name.dropFirst().prefix { ("0"..."9").contains($0) }) ?? 0 }

    /// A fast hash, 64 bits, of name and text, eight bytes at a time: every command asks for it. Tells scripts apart; no
    /// protection against forgery.
    package var fingerprint: Int64 {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      func mix(_ word: UInt64) {
        hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 29
      }
      func mix(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
          let whole = bytes.count / 8 * 8
          for offset in stride(from: 0, to: whole, by: 8) {
            mix(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
          }
          for byte in bytes[whole...] { mix(UInt64(byte)) }
          mix(UInt64(bytes.count))
        }
      }
      mix(name)
      mix(text)
      return Int64(bitPattern: hash)
    }
  }

  package var roles: Script
  package var bootstrap: Script
  package var migrations: [Script]
  package var functions: [Script]

  package init(roles: Script, bootstrap: Script, migrations: [Script], functions: [Script]) {
    self.roles = roles
    self.bootstrap = bootstrap
    self.migrations = migrations
    self.functions = functions
  }

  /// What this binary carries.
  package static var embedded: SchemaScripts {
    func script(_ file: LedgerSchema.Script) -> Script { Script(name: file.name, text: file.text) }
    return SchemaScripts(
      roles: script(LedgerSchema.roles), bootstrap: script(LedgerSchema.bootstrap),
      migrations: LedgerSchema.migrations.map(script), functions: LedgerSchema.functions.map(script))
  }

  /// The version of the last migration; 0 where there is none.
  var newestVersion: Int { migrations.last?.version ?? 0 }

  /// All function scripts in one number, whatever their order.
  var functionsFingerprint: Int64 { functions.reduce(0) { $0 ^ $1.fingerprint } }
}
