import CLedgerSchema
import Glibc

/// The SQL that a program carries: what the books must contain.
package struct SchemaScripts: Sendable {
  /// One SQL file.
  package struct Script: Sendable {
    /// The path of the file in its folder of `sql/`, without `.sql`.
    package let name: String
    private let content: Content

    /// Text in the binary is there for as long as the process, and read only where it is asked for.
    private enum Content: @unchecked Sendable {
      case embedded(UnsafeRawBufferPointer)
      case given(String)
    }

    package init(name: String, text: String) {
      self.name = name
      content = .given(text)
    }

    init(name: String, embedded: UnsafeRawBufferPointer) {
      self.name = name
      content = .embedded(embedded)
    }

    /// The whole text of the file.
    package var text: String {
      switch content {
      case .embedded(let bytes): String(decoding: bytes, as: UTF8.self)
      case .given(let text): text
      }
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
      func mix(_ bytes: UnsafeRawBufferPointer) {
        let whole = bytes.count / 8 * 8
        for offset in stride(from: 0, to: whole, by: 8) {
          mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
        }
        for byte in bytes[whole...] { mix(UInt64(byte)) }
        mix(UInt64(bytes.count))
      }
      func mix(_ text: String) {
        var text = text
        text.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
      }
      mix(name)
      switch content {
      case .embedded(let bytes): mix(bytes)
      case .given(let text): mix(text)
      }
      return Int64(bitPattern: hash)
    }
  }

  /// Group roles and function-owning roles: cluster-wide, run in database `postgres`, safe to repeat.
  package var roles: Script
  /// The tables that record what was applied: run once in the books' database, before the first migration.
  package var bootstrap: Script
  /// In order of version; each is run once.
  package var migrations: [Script]
  /// Functions, triggers, policies and views, applied in this order whenever their text changes.
  package var functions: [Script]

  package init(roles: Script, bootstrap: Script, migrations: [Script], functions: [Script]) {
    self.roles = roles
    self.bootstrap = bootstrap
    self.migrations = migrations
    self.functions = functions
  }

  /// What this binary carries: the list of `sql/scripts.h`, and one text after another, each ended by a zero.
  package static var embedded: SchemaScripts {
    var folders: [Substring: [Script]] = [:]
    var next = ledger_schema_texts()
    for line in String(cString: ledger_schema_list()).split(separator: "\n") where line.hasPrefix("#embed ") {
      let path = line.split(separator: "\"")[1].dropLast(".sql".count).split(separator: "/", maxSplits: 1)
      let text = UnsafeRawBufferPointer(start: next, count: strlen(next))
      folders[path[0], default: []].append(Script(name: String(path[1]), embedded: text))
      next += text.count + 1
    }
    let cluster = folders["cluster"]!
    return SchemaScripts(
      roles: cluster[0], bootstrap: cluster[1], migrations: folders["migrations"]!, functions: folders["functions"]!)
  }

  /// The version of the last migration; 0 where there is none.
  var newestVersion: Int { migrations.last?.version ?? 0 }

  /// All function scripts in one number, whatever their order.
  var functionsFingerprint: Int64 { functions.reduce(0) { $0 ^ $1.fingerprint } }
}
