import Foundation
import Testing

@testable import Interchange
@testable import Ledger
@testable import Reports

@Suite struct FileFormatTests {
  private let small = Statement(
    title: "Trial | balance", facts: [StatementFact("As of", "2022-06-30")],
    columns: [
      StatementColumn("account", "Account", .text), StatementColumn("amount", "Amount", .money),
      StatementColumn("share", "Share", .percent), StatementColumn("lines", "Lines", .integer),
      StatementColumn("last", "Last", .date), StatementColumn("bar", "", .bar),
    ],
    rows: [
      .heading("Assets, *all*"),
      .detail(
        [
          .text("=cash \\ \"box\"\n2"), .money(Money(cents: -123_450)), .percent(tenths: -432), .integer(3),
          .day(Day(unchecked: 2021, 7, 1)), .bar(tenths: 5),
        ], indent: 1),
      .total([.text("Total"), .notApplicable, .empty, .empty, .empty, .empty]),
    ], notes: ["- see <a>"])

  @Test func csv() {
    #expect(
      small.render(.csv) == """
        kind,Account,Amount,Share,Lines,Last
        detail,"'=cash \\ ""box""
        2",-1234.50,-43.2,3,2021-07-01
        total,Total,,,,

        """)
  }

  @Test func markdown() {
    #expect(
      small.render(.markdown) == """
        # Trial \\| balance

        - **As of:** 2022-06-30

        | Account | Amount | Share | Lines | Last |
        | --- | ---: | ---: | ---: | --- |
        | **Assets, \\*all\\*** |  |  |  |  |
        | &emsp;=cash \\\\ "box"\\\\n2 | (1,234.50) | (43.2%) | 3 | 2021-07-01 |
        | **Total** | **–** |  |  |  |

        - \\- see &lt;a&gt;

        """)
  }

  @Test func json() {
    #expect(
      small.render(.json) == """
        {
          "title": "Trial | balance",
          "facts": [
            {"label": "As of", "value": "2022-06-30"}
          ],
          "columns": [
            {"key": "account", "title": "Account", "type": "text"},
            {"key": "amount", "title": "Amount", "type": "money"},
            {"key": "share", "title": "Share", "type": "percent"},
            {"key": "lines", "title": "Lines", "type": "integer"},
            {"key": "last", "title": "Last", "type": "date"}
          ],
          "rows": [
            {"kind": "heading", "indent": 0, "label": "Assets, *all*", "cells": {}},
            {"kind": "detail", "indent": 1, "cells": {"account": "=cash \\\\ \\"box\\"\\n2", "amount": "-1234.50", \
        "share": "-43.2", "lines": 3, "last": "2021-07-01"}},
            {"kind": "total", "indent": 0, "cells": {"account": "Total", "amount": null, "share": null, \
        "lines": null, "last": null}}
          ],
          "notes": [
            "- see <a>"
          ]
        }

        """)
  }

  @Test func jsonKeepsAnyText() throws {
    let text = String(String.UnicodeScalarView((0...0x2100).compactMap(Unicode.Scalar.init) + ["👩", "\u{200d}"]))
    let statement = Statement(title: text, columns: [], rows: [])
    let parsed = try JSONSerialization.jsonObject(with: Data(statement.render(.json).utf8)) as? [String: Any]
    let read = try #require(parsed?["title"] as? String)
    #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
    #expect(JSONText.quoted("\u{2028}\u{1f}\u{7f}") == "\"\\u2028\\u001f\\u007f\"")
  }

  @Test func csvRowsReadBack() {
    let text = SampleStatement.budget.render(.csv)
    let columns = ["kind", "Budget line", "Budget", "This period", "To date", "Available", "% used"]
    let table = CSVTable(parsing: Array(text.utf8), file: "x.csv", columns: columns.map { .required($0) })
    #expect(table.faults.isEmpty)
    #expect(table.rows.map { $0["kind"].text }.filter { $0 != "detail" } == ["subtotal", "subtotal", "total"])
    #expect(table.rows.last?["To date"].text == "24220.74")
  }

  @Test(
    arguments: [
      ("txt", .table), ("CSV", .csv), ("json", .json), ("md", .markdown), ("markdown", .markdown), ("html", .html),
      ("HTM", .html), ("xlsx", nil), ("", nil),
    ] as [(String, ReportFormat?)])
  func formatsByFileExtension(fileExtension: String, format: ReportFormat?) {
    #expect(ReportFormat(fileExtension: fileExtension) == format)
  }
}
