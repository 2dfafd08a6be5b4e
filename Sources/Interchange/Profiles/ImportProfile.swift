import Values

/// What a file holds.
package enum ImportKind: String, Sendable { case expenses, payroll, bills, opening }

/// How a spreadsheet is written: declared, kept with the books, and held to strictly. Nothing is guessed while a file is read.
package struct ImportProfile: Sendable, Hashable {
  /// The order of the parts of a date that is text.
  package enum DateOrder: String, Sendable, CaseIterable {
    case yearMonthDay = "ymd"
    case monthDayYear = "mdy"
    case dayMonthYear = "dmy"
  }

  /// How an amount below zero is written.
  package enum Negative: String, Sendable, CaseIterable { case minus, brackets }

  /// What its files hold.
  package var kind: ImportKind
  /// Our column, by the name that the file has for it.
  package var columns: [String: String]
  /// Columns of the file that are passed over.
  package var ignored: [String]
  /// Our columns that the file does not have, with the one value that every row takes.
  package var constants: [String: String]
  /// Of dates that are text.
  package var dateOrder: DateOrder
  /// What stands between groups of three digits; empty: nothing does.
  package var grouping: String
  /// What stands before the cents.
  package var decimal: String
  /// A sign that stands before or after amounts; empty: none does.
  package var currency: String
  /// How an amount below zero is written.
  package var negative: Negative
  /// Of CSV: what stands between fields: a comma, a semicolon, `tab` or a bar.
  package var separator: String
  /// Of a workbook: the sheet; empty: its only one.
  package var sheet: String

  /// The profile of files that are written as our templates are.
  package init(kind: ImportKind) {
    self.kind = kind
    (columns, ignored, constants) = ([:], [], [:])
    (dateOrder, grouping, decimal, currency, negative) = (.yearMonthDay, "", ".", "", .minus)
    (separator, sheet) = (",", "")
  }

  /// The byte between the fields of a CSV file.
  package var separatorByte: UInt8 { separator == "tab" ? 9 : separator.utf8.first ?? UInt8(ascii: ",") }

  package static let dateColumns: Set = [
    "date", "service_date", "service_through", "service_from", "pay_date", "invoice_date", "due",
  ]
  package static let amountColumns: Set = ["amount", "gross", "fringe", "hours", "debit", "credit"]
}

extension ImportProfile {
  /// 1,234.50 as the profile writes it, and the same below zero.
  package var amountExample: String {
    let amount = "\(currency)1\(grouping)234\(decimal)50"
    return "\(amount), below zero \(negative == .brackets ? "(\(amount))" : "-\(amount)")"
  }
}

extension ImportProfile.DateOrder {
  /// The fourth of March 2022.
  package var example: String {
    switch self {
    case .yearMonthDay: "2022-03-04"
    case .monthDayYear: "03/04/2022 (month, day, year)"
    case .dayMonthYear: "04/03/2022 (day, month, year)"
    }
  }
}
