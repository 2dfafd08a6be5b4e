import Values

/// Gathers what is wrong in a file while its rows are read on, so that one run names every fault.
///
/// Of one line it takes a hundred faults and no more: what has more is not a row of a table, and a file that is one long
/// line of something else must not take a copy of it for each byte.
package struct FaultCollector: Sendable {
  /// The lines that are being read; the text of others is not at hand.
  package private(set) var source: SourceText
  /// The faults so far, in the order they were found.
  package private(set) var faults: [SourceFault] = []
  private var countsByLine: [Int: Int] = [:]
  private static let mostOfOneLine = 100
  /// The line that was shown last, so that faults of one line share its text.
  private var shown: (line: Int, text: String) = (0, "")

  package init(source: SourceText) { self.source = source }

  var file: String { source.file }

  /// Whether nothing is wrong so far.
  package var isEmpty: Bool { faults.isEmpty }

  /// Goes on to further lines of the file.
  mutating func goOn(with lines: SourceText) { source = lines }

  /// Takes back the latest faults.
  mutating func removeLast(_ count: Int) {
    for fault in faults.suffix(count) { countsByLine[fault.line, default: 0] -= 1 }
    faults.removeLast(count)
  }

  /// Adds a fault at a place of the file.
  package mutating func add(
    line: Int, column: Int, cause: String, nextStep: String? = nil, suggestion: String? = nil, advice: NextStep? = nil
  ) {
    guard countsByLine[line, default: 0] < FaultCollector.mostOfOneLine else { return }
    countsByLine[line, default: 0] += 1
    if shown.line != line { shown = (line, source.line(line)) }
    faults.append(
      SourceFault(
        file: source.file, line: line, column: column, excerpt: shown.text, cause: cause, nextStep: nextStep,
        suggestion: suggestion, advice: advice))
  }

  /// Adds a fault of lines that were read before.
  package mutating func add(_ fault: SourceFault) {
    countsByLine[fault.line, default: 0] += 1
    faults.append(fault)
  }

  /// Adds a fault at a field.
  package mutating func add(
    at field: CSVField, cause: String, nextStep: String? = nil, suggestion: String? = nil
  ) {
    add(line: field.line, column: field.column, cause: cause, nextStep: nextStep, suggestion: suggestion)
  }

  mutating func add(at offset: Int, cause: String, nextStep: String? = nil) {
    let line = source.lineNumber(of: offset)
    guard countsByLine[line, default: 0] < FaultCollector.mostOfOneLine else { return }
    add(line: line, column: source.column(of: offset, inLine: line), cause: cause, nextStep: nextStep)
  }

  /// Refuses the file when anything is wrong with it.
  /// - Throws: `SourceFaults` with every fault, sorted.
  package func throwIfAny() throws(SourceFaults) {
    if !faults.isEmpty { throw SourceFaults(faults) }
  }
}

// Reading a field: the value, or nil with the fault added. A field of a column that the file does not have at all gives
// nil and no fault, because its column is named once, at the header.
extension FaultCollector {
  /// Reads a field with a parser of ours, as `Code.init(parsing:)`.
  package mutating func read<Value, Failure: InputError>(
    _ field: CSVField, as parse: (String) throws(Failure) -> Value
  ) -> Value? {
    guard !field.isAbsent else { return nil }
    do {
      return try parse(field.text)
    } catch {
      add(at: field, cause: error.cause, nextStep: error.nextStep)
      return nil
    }
  }

  /// Reads an amount that a line of the books can hold; so the sum of a file cannot overflow either.
  package mutating func money(_ field: CSVField) -> Money? {
    guard let amount = read(field, as: { text throws(MoneyError) in try Money(parsing: text) }) else { return nil }
    guard abs(amount.cents) <= Money.largest.cents else {
      add(at: field, cause: "the amount is larger than \(Money.largest.grouped)", nextStep: "check the amount")
      return nil
    }
    return amount
  }

  /// Reads a day.
  package mutating func day(_ field: CSVField) -> Day? {
    read(field) { text throws(DayError) in try Day(parsing: text) }
  }

  /// Reads a code.
  package mutating func code(_ field: CSVField) -> Code? {
    read(field) { text throws(CodeError) in try Code(parsing: text) }
  }

  /// Reads a text that must not be empty; it is returned exactly, without an apostrophe that keeps a formula from running.
  package mutating func text(_ field: CSVField) -> String? {
    guard !field.isAbsent else { return nil }
    guard field.text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      add(at: field, cause: "\(field.name) is empty", nextStep: "every row needs one")
      return nil
    }
    return field.words
  }

  /// Reads one of the known names, exactly as they are written, with the nearest of them suggested otherwise.
  package mutating func choice(_ field: CSVField, of known: [String]) -> String? { choice(field, of: known) { $0 } }

  /// Reads the code of one of the known values, as `choice(_:of:)`.
  package mutating func choice<Value>(_ field: CSVField, of known: [Value], by code: (Value) -> String) -> Value? {
    guard !field.isAbsent else { return nil }
    // Bytes are compared: equality of strings would take a composed letter for its decomposed twin.
    if !field.isEmpty, let found = known.first(where: { code($0).utf8.elementsEqual(field.text.utf8) }) { return found }
    let codes = known.map(code)
    guard !field.isEmpty else {
      add(at: field, cause: "\(field.name) is empty", nextStep: FaultCollector.list(codes))
      return nil
    }
    let near = Suggestion.nearest(to: field.text, among: codes)
    add(
      at: field, cause: "there is no \(field.name) \(VisibleText.quoted(field.text))",
      nextStep: near == nil ? FaultCollector.list(codes) : nil, suggestion: near)
    return nil
  }

  private static func list(_ known: [String]) -> String? {
    guard !known.isEmpty, known.count <= 12 else { return nil }
    return "write one of: " + known.joined(separator: ", ")
  }
}
