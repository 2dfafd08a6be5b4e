/// A file that the books keep: a receipt, an invoice, a letter. Its bytes are kept once, however often it is attached.
public struct Document: Sendable, Hashable {
  /// A short name for it.
  public let number: Int64
  /// SHA-256 of its bytes, 64 hexadecimal digits.
  public let sha256: String
  /// What it is, by its content.
  public let mediaType: String
  /// The name that the file had.
  public let fileName: String
  /// Its size.
  public let byteCount: Int
  /// When and by whom it was recorded, UTC.
  public let recorded: String
  /// What it belongs to, withdrawn attachments included.
  public let attachments: [Attachment]
}

/// What a document belongs to.
public struct Attachment: Sendable, Hashable {
  /// Number of the attachment, by which it is withdrawn.
  public let number: Int64
  /// The entry that the document supports.
  public let entry: Int64?
  /// The award that it is about.
  public let award: String?
  /// What it is there, in words.
  public let title: String?
  /// Why the attachment no longer stands; nil while it does.
  public let withdrawnBecause: String?

  /// `entry 12` or `award YOUTH`.
  public var place: String { entry.map { "entry \($0)" } ?? "award \(award ?? "")" }
}

/// A file to be attached.
public struct DocumentDraft: Sendable, Hashable {
  /// The name of the file, without its folder.
  public var fileName: String
  /// Its content.
  public var bytes: [UInt8]
  /// What it is where it is attached, in words.
  public var title: String?

  /// The largest document that the books keep: 10 MiB.
  public static let largestByteCount = 10 * 1024 * 1024

  /// Describes a file.
  public init(fileName: String, bytes: [UInt8], title: String? = nil) {
    self.fileName = fileName
    self.bytes = bytes
    self.title = title
  }

  /// SHA-256 of the content, 64 hexadecimal digits.
  public var sha256: String { SHA256.hex(of: bytes) }

  /// The media type that the ending of the name says; nil where it is none that the books keep.
  public var mediaType: String? { Self.mediaType(ofName: fileName) }

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
  public static func mediaType(ofName name: String) -> String? {
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
public struct AttachedDocument: Sendable, Hashable {
  /// The document's number.
  public let document: Int64
  /// The attachment's number.
  public let attachment: Int64
  /// Whether it was attached there before.
  public let wasAttached: Bool
}

/// An expense without the document that its award asks for.
public struct MissingDocument: Sendable, Hashable {
  /// The entry.
  public let entry: Int64
  /// Its date.
  public let date: Day
  /// The award that asks for it; nil where the expense is of none.
  public let award: String?
  /// The payee.
  public let party: String?
  /// What was bought.
  public let description: String
  /// The award's share of the purchase, or what is of none.
  public let share: Money
  /// The whole purchase.
  public let amount: Money
  /// From this amount on a document is asked for.
  public let threshold: Money
}
