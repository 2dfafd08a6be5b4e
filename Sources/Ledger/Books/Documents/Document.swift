/// A file that the books keep: a receipt, an invoice, a letter. Its bytes are kept once, however often it is attached.
package struct Document: Sendable, Hashable {
  /// A short name for it.
  package let number: Int64
  /// SHA-256 of its bytes, 64 hexadecimal digits.
  package let sha256: String
  /// What it is, by its content.
  package let mediaType: String
  /// The name that the file had.
  package let fileName: String
  /// Its size.
  package let byteCount: Int
  /// When and by whom it was recorded, UTC.
  package let recorded: String
  /// What it belongs to, withdrawn attachments included.
  package let attachments: [Attachment]
}

/// What a document belongs to.
package struct Attachment: Sendable, Hashable {
  /// Number of the attachment, by which it is withdrawn.
  package let number: Int64
  /// The entry that the document supports.
  package let entry: Int64?
  /// The award that it is about.
  package let award: String?
  /// What it is there, in words.
  package let title: String?
  /// Why the attachment no longer stands; nil while it does.
  package let withdrawnBecause: String?

  /// `entry 12` or `award YOUTH`.
  package var place: String { entry.map { "entry \($0)" } ?? "award \(award ?? "")" }
}

/// A file to be attached.
package struct DocumentDraft: Sendable, Hashable {
  /// The name of the file, without its folder.
  package var fileName: String
  /// Its content.
  package var bytes: [UInt8]
  /// What it is where it is attached, in words.
  package var title: String?

  /// The largest document that the books keep: 10 MiB.
  package static let largestByteCount = 10 * 1024 * 1024

  /// Describes a file.
  package init(fileName: String, bytes: [UInt8], title: String? = nil) {
    self.fileName = fileName
    self.bytes = bytes
    self.title = title
  }

  /// SHA-256 of the content, 64 hexadecimal digits.
  package var sha256: String { SHA256.hex(of: bytes) }

  /// The media type that the ending of the name says; nil where it is none that the books keep.
  package var mediaType: String? { Self.mediaType(ofName: fileName) }

  /// The same. Throws `Refusal` where it is none that the books keep.
  func knownMediaType() throws -> String {
    guard let mediaType else {
      throw Refusal(
        "the ending of \(VisibleText.quoted(fileName)) says no kind of document that the books keep",
        nextStep: "the books keep " + Self.mediaTypes.keys.sorted().map { ".\($0)" }.joined(separator: " "))
    }
    return mediaType
  }

  /// The media type that the ending of a file's name says; nil where it is none that the books keep.
  package static func mediaType(ofName name: String) -> String? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    return mediaTypes[name[name.index(after: dot)...].lowercased()]
  }

  /// The endings of names, and what they say.
  static let mediaTypes: [String: String] = [
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff",
    "tiff": "image/tiff", "gif": "image/gif", "webp": "image/webp", "heic": "image/heic", "heif": "image/heic",
    "txt": "text/plain", "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
  ]
}

/// A document that is attached.
package struct AttachedDocument: Sendable, Hashable {
  /// The document's number.
  package let document: Int64
  /// The attachment's number.
  package let attachment: Int64
  /// Whether it was attached there before.
  package let wasAttached: Bool
}

/// An expense without the document that its award asks for.
package struct MissingDocument: Sendable, Hashable {
  /// The entry.
  package let entry: Int64
  /// Its date.
  package let date: Day
  /// The award that asks for it; nil where the expense is of none.
  package let award: String?
  /// The payee.
  package let party: String?
  /// What was bought.
  package let description: String
  /// The award's share of the purchase, or what is of none.
  package let share: Money
  /// The whole purchase.
  package let amount: Money
  /// From this amount on a document is asked for.
  package let threshold: Money
}
