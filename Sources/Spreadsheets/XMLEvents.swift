import CExpat
import Values

/// Reads XML and tells where elements begin and end, and the text in them. Names come without their namespace prefix.
///
/// A document type is refused: workbooks have none, and entities of one could unpack to any size.
enum XMLEvents {
  enum Event {
    case start(String, [String: String])
    case text(String)
    case end(String)
  }

  private final class Reader {
    let handle: (Event) throws -> Void
    let parser: XML_Parser
    var error: (any Error)?

    init(_ parser: XML_Parser, _ handle: @escaping (Event) throws -> Void) {
      (self.parser, self.handle) = (parser, handle)
    }

    func tell(_ event: Event) {
      guard error == nil else { return }
      do { try handle(event) } catch {
        self.error = error
        XML_StopParser(parser, 0)
      }
    }
  }

  static func read(_ bytes: [UInt8], _ handle: (Event) throws -> Void) throws {
    let broken = Refusal(
      "the workbook holds XML that cannot be read",
      nextStep: "open it in your spreadsheet program and save it again as .xlsx")
    guard let parser = XML_ParserCreate("UTF-8"), bytes.count <= Int(Int32.max) else { throw broken }
    defer { XML_ParserFree(parser) }
    try withoutActuallyEscaping(handle) { handle in
      let reader = Reader(parser, handle)
      try withExtendedLifetime(reader) {
        XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
        XML_SetElementHandler(
          parser,
          { data, name, attributes in
            guard let reader = XMLEvents.reader(data), let name else { return }
            var found: [String: String] = [:]
            var next = attributes
            while let key = next?[0], let value = next?[1] {
              found[XMLEvents.local(key)] = String(cString: value)
              next = next?.advanced(by: 2)
            }
            reader.tell(.start(XMLEvents.local(name), found))
          },
          { data, name in
            guard let reader = XMLEvents.reader(data), let name else { return }
            reader.tell(.end(XMLEvents.local(name)))
          })
        XML_SetCharacterDataHandler(parser) { data, text, length in
          guard let reader = XMLEvents.reader(data), let text else { return }
          let bytes = UnsafeRawBufferPointer(start: text, count: Int(length))
          reader.tell(.text(String(decoding: bytes, as: UTF8.self)))
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
          XMLEvents.reader(data)?.tell(.start("!DOCTYPE", [:]))
        }
        let status = bytes.withUnsafeBytes {
          XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), 1)
        }
        if let error = reader.error { throw error }
        guard status == XML_STATUS_OK else { throw broken }
      }
    }
  }

  private static func reader(_ data: UnsafeMutableRawPointer?) -> Reader? {
    data.map { Unmanaged<Reader>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func local(_ name: UnsafePointer<CChar>) -> String {
    let text = String(cString: name)
    return text.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(text[text.utf8.index(after: $0)...]) } ?? text
  }
}
