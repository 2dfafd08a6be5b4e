extension String {
  /// Without the white space at both ends.
  package var trimmingSpaces: String {
    // Most have none: told by their first and last bytes, which of a letter beyond ASCII tell nothing.
    let isPlain = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 < 0x7F } ?? true }
    if isPlain(utf8.first), isPlain(utf8.last) { return self }
    let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
    var view = String.UnicodeScalarView(scalars)
    while view.last?.properties.isWhitespace == true { view.removeLast() }
    return String(view)
  }

  /// At most so many Unicode scalars of it.
  package func clipped(_ length: Int) -> String {
    unicodeScalars.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
  }
}
