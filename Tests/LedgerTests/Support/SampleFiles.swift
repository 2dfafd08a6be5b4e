@testable import Ledger

/// The smallest files of each kind that the books keep: as much of each as tells what it is.
enum SampleFiles {
  static let pdf = Array("%PDF-1.4\n1 0 obj\n%%EOF\n".utf8)
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
  static let text = Array("Lunch for the team, $48.20 ✓\n".utf8)

  /// Media type, ending, content.
  static let all: [(type: String, ending: String, bytes: [UInt8])] = [
    ("application/pdf", "pdf", pdf), ("image/png", "PNG", png), ("image/jpeg", "jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0]),
    ("image/jpeg", "jpeg", [0xFF, 0xD8, 0xFF, 0xE1, 1]), ("image/tiff", "tif", [0x49, 0x49, 0x2A, 0, 8]),
    ("image/tiff", "tiff", [0x4D, 0x4D, 0, 0x2A, 0]), ("image/gif", "gif", Array("GIF89a\u{1}".utf8)),
    ("image/webp", "webp", Array("RIFF\u{1}\u{0}\u{0}\u{0}WEBPVP8 ".utf8)),
    ("image/heic", "heic", Array("\u{0}\u{0}\u{0}\u{18}ftypheic\u{0}".utf8)), ("text/plain", "txt", text),
    ("text/csv", "csv", Array("date,amount\n2021-09-03,48.20\n".utf8)),
    (
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
      zip("[Content_Types].xml", "word/document.xml")
    ),
    (
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
      zip("[Content_Types].xml", "xl/workbook.xml")
    ),
    ("application/vnd.oasis.opendocument.text", "odt", openDocument("text")),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods", openDocument("spreadsheet")),
  ]

  /// Content of no kind that the books keep.
  static let refused: [[UInt8]] = [
    zip("notes.txt"), [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], Array("MZ\u{0}\u{1}".utf8), [0xFF, 0xFE, 0x41, 0],
    [0x63, 0x61, 0x66, 0xE9], Array("bell \u{7} here".utf8), Array("escape \u{1B}[31m".utf8), [0],
    Array("<html>".utf8) + [0], Array("RIFF\u{1}\u{0}\u{0}\u{0}WAVE".utf8),
    Array("\u{0}\u{0}\u{0}\u{18}ftypisom".utf8),
  ]

  /// A PDF of so many bytes.
  static func pdf(of count: Int) -> [UInt8] { pdf + [UInt8](repeating: 0x20, count: count - pdf.count) }

  private static func zip(_ names: String...) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in names {
      bytes += [0x50, 0x4B, 3, 4]
      bytes += [UInt8](repeating: 0, count: 22)
      bytes += [UInt8(name.utf8.count), 0, 0, 0]
      bytes += Array(name.utf8)
      bytes += [7, 0]
    }
    return bytes
  }

  private static func openDocument(_ kind: String) -> [UInt8] {
    zip("mimetype").dropLast(2) + Array("application/vnd.oasis.opendocument.\(kind)PK".utf8)
  }
}
