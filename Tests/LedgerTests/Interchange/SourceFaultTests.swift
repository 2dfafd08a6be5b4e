import Ledger
import Testing

@Suite struct SourceFaultTests {
  private func fault(_ column: Int, _ excerpt: String) -> SourceFault {
    SourceFault(file: "in.csv", line: 3, column: column, excerpt: excerpt, cause: "wrong")
  }

  @Test func showsPlaceLineAndRemedy() {
    var fault = fault(6, "日本,a,b")
    fault.nextStep = "do this"
    fault.suggestion = "that"
    #expect(
      fault.render() == """
        in.csv:3:6: wrong
            日本,a,b
                   ^
          do this
          did you mean ‹that›?
        """)
  }

  @Test func escapesWhatAFileCouldSmuggleIn() {
    let shown = fault(4, "a\u{1b}[2J,\u{202e}x").render()
    #expect(
      shown.split(separator: "\n").map(String.init) == [
        "in.csv:3:4: wrong", "    a\\x1B[2J,\\u{202E}x", "          ^",
      ])
  }

  @Test(arguments: [1, 30, 200, 390, 400, 401])
  func windowsLongLines(column: Int) {
    let letters = (0..<400).map { String(UnicodeScalar(UInt8(ascii: "a") + UInt8($0 % 26))) }
    let lines = fault(column, letters.joined()).render(width: 60).split(separator: "\n").map(String.init)
    #expect(lines[1].count <= 60)
    let caret = lines[2].count - 1
    let under = Array(lines[1]).indices.contains(caret) ? String(Array(lines[1])[caret]) : ""
    #expect(under == (column <= 400 ? letters[column - 1] : ""))
  }

  @Test func leavesOutAnEmptyLine() { #expect(fault(1, "").render() == "in.csv:3:1: wrong") }
}

@Suite struct CSVWriterTests {
  private func written(_ values: CSVValue...) -> String {
    var writer = CSVWriter()
    writer.write(values)
    return writer.text
  }

  @Test func quotesWhereItMust() {
    #expect(written(.text("a"), .number("-5.00"), .empty) == "a,-5.00,\n")
    #expect(written(.text("a,b"), .text("say \"hi\"")) == "\"a,b\",\"say \"\"hi\"\"\"\n")
    #expect(written(.text("a\r\nb"), .text(" x")) == "\"a\r\nb\",\" x\"\n")
    #expect(written(.text("")) == "\"\"\n")
    #expect(written(.text(",\u{301}")) == "\",\u{301}\"\n")
  }

  @Test(arguments: [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "=\u{200d}x", "\u{200d}=x", " =x", "\u{feff}=x", "=\u{301}", "＝1",
    "'=1",
  ])
  func disarmsFormulas(text: String) {
    let line = written(.text(text))
    let first = line.unicodeScalars.first { $0 != "\"" }
    #expect(first == "'")
  }

  @Test(arguments: ["a=b", "x-y", "1+1", "é", "'a"])
  func leavesOtherTextAlone(text: String) { #expect(written(.text(text)) == text + "\n") }

  @Test func whatIsWrittenReadsBack() {
    var random = SeededRandom(seed: 7)
    let alphabet: [Unicode.Scalar] = ["a", "\"", ",", "\n", "\r", "é", "\u{301}", "👍", " ", "x"]
    for _ in 0..<500 {
      let texts = (0..<3).map { _ in
        var scalars = "t".unicodeScalars
        for _ in 0..<4 { scalars.append(alphabet.randomElement(using: &random) ?? "a") }
        return String(scalars)
      }
      var writer = CSVWriter()
      writer.write(["a", "b", "c"].map { .text($0) })
      writer.write(texts.map { .text($0) })
      let table = CSVTable(
        parsing: Array(writer.text.utf8), file: "x", columns: [.required("a"), .required("b"), .required("c")])
      #expect(table.faults.isEmpty)
      #expect(["a", "b", "c"].map { Array((table.rows.first?[$0].text ?? "").utf8) } == texts.map { Array($0.utf8) })
    }
  }
}
