import Foundation

@testable import Ledger

/// A backup written anew with something in it that no program wrote: sums and counts are right where nothing else is said.
struct ForgedBackup: Sendable {
  var contents: BackupContents
  /// The rows of each table, as text.
  var rows: [String: String]
  /// What the list says of a table, changed after its rows were written.
  var claims: [String: @Sendable (inout BackupContents.Table) -> Void] = [:]

  /// What a sound backup holds.
  init(of path: String) throws {
    let file = try BackupFile.opened(path)
    contents = try file.contents()
    rows = [:]
    for table in contents.tables {
      var bytes: [UInt8] = []
      try file.rows(of: table, interruption: Interruption()) { bytes.append(contentsOf: $0) }
      rows[table.name] = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Changes what the list says of a table.
  mutating func change(_ name: String, _ body: (inout BackupContents.Table) -> Void) {
    for index in contents.tables.indices where contents.tables[index].name == name { body(&contents.tables[index]) }
  }

  /// Writes it to a new file.
  func write() throws -> String {
    let path = try temporaryFile([], name: "forged.backup")
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var writer = try BackupWriter(descriptor, path: path)
    var contents = contents
    contents.tables = []
    for table in self.contents.tables {
      let text = rows[table.name] ?? ""
      var empty = table
      (empty.byteCount, empty.rowCount) = (0, 0)
      var written = try writer.write(empty) { take in
        try Array(text.utf8).withUnsafeBytes { try take($0) }
        return text.utf8.count { $0 == UInt8(ascii: "\n") }
      }
      claims[table.name]?(&written)
      contents.tables.append(written)
    }
    _ = try writer.close(contents)
    return path
  }
}
