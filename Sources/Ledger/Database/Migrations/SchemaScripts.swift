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

    /// A fast hash of name and text, which tells scripts apart (`ledger_schema_hash`).
    package var fingerprint: Int64 {
      func hash(_ text: UnsafeRawBufferPointer) -> Int64 {
        var name = name
        return name.withUTF8 {
          Int64(bitPattern: ledger_schema_hash($0.baseAddress, $0.count, text.baseAddress, text.count))
        }
      }
      switch content {
      case .embedded(let bytes): return hash(bytes)
      case .given(var text): return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
      }
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
