/// What a key is made of where a file gives none.
enum Fingerprint {
  /// FNV-1a over 128 bits of texts in order. Two contents of one fingerprint would be refused as a key conflict, never merged.
  static func of(_ texts: [String]) -> UInt128 {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    func add(_ byte: UInt8) { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    for (index, text) in texts.enumerated() {
      if index > 0 { add(0x1F) }
      text.utf8.forEach(add)
    }
    return hash
  }
}
