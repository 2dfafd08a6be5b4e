/// What the format of a cell makes of a number, as far as it decides whether the number can be taken for what the cell shows.
struct NumberFormat {
  /// Whether it shows days, months or years.
  let isDate: Bool
  private let sections: [Section]

  /// Of one sign of the number: what stands beside and between its digits.
  private struct Section {
    var unit = ""
    /// The digits that are shown at least, as in 000000.
    var leastDigits = 0
    var isPlain = true
    var isWhole = false
    var isScaled = false
  }

  /// The format that shows a number as it is.
  static let general = NumberFormat("General")

  /// A format as a workbook spells it: up to four sections, for what is above zero, below, zero, and text.
  init(_ code: String) {
    isDate = Self.isDateFormat(code)
    sections = Self.pieces(of: code).map(Self.section)
  }

  /// A format by the number that workbooks know it by; nil for one that is spelled out.
  init?(builtIn number: Int) {
    switch number {
    case 14...22, 45...47: self.init("yyyy")
    case 1: self.init("0")
    case 2: self.init("0.00")
    case 3: self.init("#,##0")
    case 4: self.init("#,##0.00")
    case 5...8: self.init("$#,##0.00")
    case 9: self.init("0%")
    case 10: self.init("0.00%")
    case 11, 48: self.init("0.00E+00")
    case 12, 13: self.init("# ?/?")
    case 37...40: self.init("#,##0.00")
    case 41...44: self.init("$#,##0.00")
    case 49: self.init("@")
    case 0: self.init("General")
    default: return nil
    }
  }

  /// What it shows of a number beside the digits; nil where nothing.
  func unit(of number: Double) -> String? {
    let unit = section(of: number).unit
    return unit.isEmpty ? nil : unit
  }

  /// Whether the digits of the number are those that it shows.
  func isShownPlain(_ number: Double) -> Bool {
    let section = section(of: number)
    return section.isPlain && section.unit.isEmpty && (!section.isWhole || number == number.rounded())
  }

  /// Whether it shows a part of the number alone, as thousands.
  func isScaled(_ number: Double) -> Bool { section(of: number).isScaled }

  /// Digits of a whole number with the zeros before them that it shows: 123 is 000123.
  func filled(_ digits: String) -> String {
    let least = sections.first?.leastDigits ?? 0
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return digits }
    return String(repeating: "0", count: max(0, least - digits.utf8.count)) + digits
  }

  private func section(of number: Double) -> Section {
    let place = number > 0 ? 0 : number < 0 ? 1 : 2
    return sections.isEmpty ? Section() : sections[place < min(3, sections.count) ? place : 0]
  }
}

// Reading a format. Words in quotes, behind a backslash, and of a currency in brackets are shown; an underscore and a star make room.
extension NumberFormat {
  private enum Piece {
    case sign(UInt8)
    case words(String)
  }

  private static func pieces(of code: String) -> [[Piece]] {
    var (sections, bytes) = ([[Piece]()], Array(code.utf8)[...])
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: ";"): sections.append([])
      case UInt8(ascii: "\""): sections[sections.count - 1].append(.words(text(&bytes, until: byte)))
      case UInt8(ascii: "\\"): sections[sections.count - 1].append(.words(letter(&bytes)))
      case UInt8(ascii: "_"), UInt8(ascii: "*"): _ = letter(&bytes)
      case UInt8(ascii: "["):
        // [$€-407] is a currency and its country; others are colors and conditions.
        let inside = text(&bytes, until: UInt8(ascii: "]"))
        guard inside.hasPrefix("$") else { continue }
        let sign = inside.dropFirst().prefix { $0 != "-" }
        sections[sections.count - 1].append(.words(String(sign)))
      case 0x80...:
        bytes = [byte] + bytes
        sections[sections.count - 1].append(.words(letter(&bytes)))
      default: sections[sections.count - 1].append(.sign(byte))
      }
    }
    return sections
  }

  /// Everything up to a byte, which is taken too.
  private static func text(_ bytes: inout ArraySlice<UInt8>, until end: UInt8) -> String {
    let words = bytes.prefix { $0 != end }
    bytes = bytes.dropFirst(words.count + 1)
    return String(decoding: words, as: UTF8.self)
  }

  /// The next letter, however many bytes it has.
  private static func letter(_ bytes: inout ArraySlice<UInt8>) -> String {
    guard let first = bytes.popFirst() else { return "" }
    let more = bytes.prefix { $0 & 0xC0 == 0x80 }
    bytes = bytes.dropFirst(more.count)
    return String(decoding: [first] + more, as: UTF8.self)
  }

  private static func section(_ pieces: [Piece]) -> Section {
    var section = Section()
    var (before, between, after, hasDigits, isFraction) = ("", "", "", false, false)
    var general = Array("general".utf8)[...]
    for piece in pieces {
      switch piece {
      case .words(let words): if hasDigits { after += words } else { before += words }
      case .sign(let byte):
        switch byte {
        case UInt8(ascii: "0"), UInt8(ascii: "#"), UInt8(ascii: "?"):
          (between, after, hasDigits) = (between + after, "", true)
          if byte == UInt8(ascii: "0"), !isFraction { section.leastDigits += 1 }
          if !isFraction { section.isScaled = false }
        case UInt8(ascii: "."): (isFraction, section.isPlain) = (true, false)
        // Between digits it groups them; behind the last each leaves three of them out.
        case UInt8(ascii: ","): (section.isPlain, section.isScaled) = (false, hasDigits)
        case UInt8(ascii: "@"): break
        case _ where byte | 0x20 == general.first && !hasDigits: general = general.dropFirst()
        case UInt8(ascii: "E"), UInt8(ascii: "e"): section.isPlain = false
        default:
          let sign = String(UnicodeScalar(byte))
          if hasDigits { after += sign } else { before += sign }
        }
      }
    }
    section.isWhole = hasDigits && !isFraction
    section.unit = shown(before) + between.filter { $0 != "+" && !$0.isWhitespace } + shown(after)
    return section
  }

  /// Without spaces, and without how what is below zero is written.
  private static func shown(_ words: String) -> String { words.filter { !$0.isWhitespace && !"+-−–()".contains($0) } }

  /// Whether a format shows days, months or years, outside of quoted words, colors and escapes.
  private static func isDateFormat(_ format: String) -> Bool {
    var (isQuoted, isBracketed, isEscaped) = (false, false, false)
    for byte in format.lowercased().utf8 {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): isEscaped = true
      case UInt8(ascii: "["): isBracketed = true
      case UInt8(ascii: "]"): isBracketed = false
      case UInt8(ascii: "d"), UInt8(ascii: "y"), UInt8(ascii: "m"): if !isQuoted, !isBracketed { return true }
      default: break
      }
    }
    return false
  }
}
