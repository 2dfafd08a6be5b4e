/// What a backup says of itself: the list at its end.
///
/// As text it is a line for each fact, its words apart by tabs:
///
///     program    0.2.0
///     taken      2026-01-31 18:00:00
///     books      7c9e6679-7425-40de-944b-e07fc1f90ae7    1
///     migration  1    V0001_books    SHA-256 of its text
///     table      ledger.fund    rows    bytes    SHA-256 of them    first byte of its member    bytes of its member    columns
///     sequence   ledger.record_number    the last number that was drawn, or 0
struct BackupContents: Sendable, Hashable {
  /// The migrations that the tables were made by.
  struct Migration: Sendable, Hashable {
    var version: Int
    var name: String
    /// SHA-256 of its text, in hexadecimal.
    var checksum: String
  }

  /// The rows of a table, as COPY writes them in text format.
  struct Table: Sendable, Hashable {
    var name: String
    /// Names of columns, quoted where SQL asks for it and apart by commas, in the order of the rows.
    var columns: String
    var rowCount = 0
    /// Size of the rows.
    var byteCount = 0
    /// SHA-256 of the rows, in hexadecimal.
    var digest = ""
    /// Where its member begins in the file, and its size there.
    var offset = 0
    var packedByteCount = 0
  }

  /// A sequence that numbers are drawn from.
  struct Sequence: Sendable, Hashable {
    /// Numbers stay below it: far more than any books draw, and far from the last that a sequence gives.
    static let limit: Int64 = 1_000_000_000_000_000

    var name: String
    /// The last number that was drawn; 0 where none was.
    var lastNumber: Int64
  }

  /// The version of the program that wrote it.
  var program: String
  /// When it was taken, UTC, as `2026-01-31 18:00:00`.
  var takenAt: String
  /// The identifier of the books and the number of their life.
  var books: String
  var instance: Int
  var migrations: [Migration] = []
  var tables: [Table] = []
  var sequences: [Sequence] = []

  /// The version of the books: that of their last migration.
  var schemaVersion: Int { migrations.last?.version ?? 0 }

  /// As the text in the file.
  var text: String {
    var lines = [["program", program], ["taken", takenAt], ["books", books, "\(instance)"]]
    lines += migrations.map { ["migration", "\($0.version)", $0.name, $0.checksum] }
    lines += tables.map {
      [
        "table", $0.name, "\($0.rowCount)", "\($0.byteCount)", $0.digest, "\($0.offset)", "\($0.packedByteCount)",
        $0.columns,
      ]
    }
    lines += sequences.map { ["sequence", $0.name, "\($0.lastNumber)"] }
    return lines.map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  /// Reads that text; nil where it is of another form.
  init?(parsing text: String) {
    self.init(program: "", takenAt: "", books: "", instance: 0)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard read(words) else { return nil }
    }
    let names = tables.map(\.name) + sequences.map(\.name)
    guard !program.isEmpty, !takenAt.isEmpty, !books.isEmpty, Set(names).count == names.count else { return nil }
    guard zip(migrations, migrations.dropFirst()).allSatisfy({ $0.version < $1.version }) else { return nil }
  }

  init(program: String, takenAt: String, books: String, instance: Int) {
    self.program = program
    self.takenAt = takenAt
    self.books = books
    self.instance = instance
  }

  private mutating func read(_ words: [String]) -> Bool {
    switch (words[0], words.count) {
    case ("program", 2): program = words[1]
    case ("taken", 2):
      guard Self.isMoment(words[1]) else { return false }
      takenAt = words[1]
    case ("books", 3):
      guard let number = Self.count(words[2]) else { return false }
      (books, instance) = (words[1], number)
    case ("migration", 4):
      guard let version = Self.count(words[1]) else { return false }
      migrations.append(Migration(version: version, name: words[2], checksum: words[3]))
    case ("table", 8):
      guard let rows = Self.count(words[2]), let bytes = Self.count(words[3]), let offset = Self.count(words[5]),
        let packed = Self.count(words[6])
      else { return false }
      tables.append(
        Table(
          name: words[1], columns: words[7], rowCount: rows, byteCount: bytes, digest: words[4], offset: offset,
          packedByteCount: packed))
    case ("sequence", 3):
      guard let last = Self.count(words[2]), last < Sequence.limit else { return false }
      sequences.append(Sequence(name: words[1], lastNumber: Int64(last)))
    default: return false
    }
    return true
  }

  /// Whether it is of the form `2026-01-31 18:00:00`, of a day that there is.
  private static func isMoment(_ text: String) -> Bool {
    let form = zip(text.utf8, "0000-00-00 00:00:00".utf8).allSatisfy {
      $1 == UInt8(ascii: "0") ? (48...57).contains($0) : $0 == $1
    }
    let parts = text.suffix(8).split(separator: ":").compactMap { Int($0) }
    return form && text.utf8.count == 19 && (try? Day(parsing: String(text.prefix(10)))) != nil
      && parts.count == 3 && parts[0] < 24 && parts[1] < 60 && parts[2] < 60
  }

  /// A number of at most 18 digits.
  private static func count(_ text: String) -> Int? {
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}
