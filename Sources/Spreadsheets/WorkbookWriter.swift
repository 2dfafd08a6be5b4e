import CXlsxWriter
import Values

/// A workbook to be filled in: a sheet with named columns, whose cells offer valid values as pick lists.
///
/// The same content gives the same bytes: the day of creation is fixed. Texts are written as texts, so none is run as a formula.
package struct WorkbookWriter {
  /// A column of the sheet.
  package struct Column {
    /// Its name, as an import knows it.
    package let name: String
    /// What a cell may hold.
    package let content: Content
    /// What to write in it, shown beside the cell.
    package let help: String

    /// A column.
    package init(_ name: String, _ content: Content, help: String) {
      (self.name, self.content, self.help) = (name, content, help)
    }
  }

  /// What the cells of a column hold.
  package enum Content {
    case text
    case date
    case amount
    /// One of these; others are refused by the spreadsheet.
    case choice([String])
  }

  /// The rows that offer pick lists and formats.
  private static let rowCount: UInt32 = 1000

  /// Writes a workbook to a path. `rows` are filled in; a nil cell is left empty. Throws `Refusal` where it cannot be written.
  package static func write(_ path: String, sheet title: String, columns: [Column], rows: [[String?]] = [])
    throws(Refusal)
  {
    guard let book = workbook_new(path) else { throw refusal(path) }
    var properties = lxw_doc_properties()
    properties.created = 1_640_995_200
    workbook_set_properties(book, &properties)
    let sheet = workbook_add_worksheet(book, title)
    let lists = workbook_add_worksheet(book, "Lists")
    let bold = workbook_add_format(book)
    format_set_bold(bold)
    format_set_bottom(bold, UInt8(LXW_BORDER_THIN.rawValue))
    let date = workbook_add_format(book)
    format_set_num_format(date, "yyyy-mm-dd")
    let amount = workbook_add_format(book)
    format_set_num_format(amount, "#,##0.00")
    let text = workbook_add_format(book)
    format_set_num_format(text, "@")
    for (index, column) in columns.enumerated() {
      let place = UInt16(index)
      worksheet_write_string(sheet, 0, place, column.name, bold)
      worksheet_write_string(lists, 0, place, column.name, bold)
      let format =
        switch column.content {
        case .date: date
        case .amount: amount
        case .text, .choice: text
        }
      worksheet_set_column(sheet, place, place, Double(max(14, column.name.utf8.count + 4)), format)
      validate(sheet, lists, column, place)
    }
    for (number, row) in rows.enumerated() {
      for (index, cell) in row.enumerated() {
        guard let cell else { continue }
        let (line, place) = (UInt32(number + 1), UInt16(index))
        switch columns[index].content {
        case .amount: worksheet_write_number(sheet, line, place, Double(cell) ?? 0, amount)
        case .date:
          if let day = try? Day(parsing: cell) {
            worksheet_write_number(sheet, line, place, Double(Day.earliest.days(until: day) + 36_526), date)
          }
        case .text, .choice: worksheet_write_string(sheet, line, place, cell, text)
        }
      }
    }
    worksheet_freeze_panes(sheet, 1, 0)
    worksheet_hide(lists)
    guard workbook_close(book) == LXW_NO_ERROR else { throw refusal(path) }
  }

  private static func validate(
    _ sheet: UnsafeMutablePointer<lxw_worksheet>?, _ lists: UnsafeMutablePointer<lxw_worksheet>?, _ column: Column,
    _ place: UInt16
  ) {
    var rule = lxw_data_validation()
    let letter = String(UnicodeScalar(UInt8(65 + place)))
    var source = ""
    switch column.content {
    case .choice(let values) where !values.isEmpty:
      for (number, value) in values.enumerated() {
        worksheet_write_string(lists, UInt32(number + 1), place, value, nil)
      }
      source = "=Lists!$\(letter)$2:$\(letter)$\(values.count + 1)"
      rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
    case .date:
      rule.validate = UInt8(LXW_VALIDATION_TYPE_DATE.rawValue)
      rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_BETWEEN.rawValue)
      rule.minimum_datetime = lxw_datetime(year: 2000, month: 1, day: 1, hour: 0, min: 0, sec: 0)
      rule.maximum_datetime = lxw_datetime(year: 2099, month: 12, day: 31, hour: 0, min: 0, sec: 0)
    case .amount:
      rule.validate = UInt8(LXW_VALIDATION_TYPE_DECIMAL.rawValue)
      rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO.rawValue)
      rule.minimum_number = 0
    case .choice, .text: rule.validate = UInt8(LXW_VALIDATION_TYPE_ANY.rawValue)
    }
    // Of the words beside a cell, a spreadsheet takes 32 and 255 characters.
    withCStrings(source, String(column.name.prefix(32)), String(column.help.prefix(255))) { source, title, help in
      rule.value_formula = source
      rule.input_title = title
      rule.input_message = help
      worksheet_data_validation_range(sheet, 1, place, rowCount, place, &rule)
    }
  }

  private static func withCStrings(
    _ first: String, _ second: String, _ third: String,
    _ body: (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?) -> Void
  ) {
    var (a, b, c) = (first.utf8CString, second.utf8CString, third.utf8CString)
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          body(first.isEmpty ? nil : a.baseAddress, b.baseAddress, c.baseAddress)
        }
      }
    }
  }

  private static func refusal(_ path: String) -> Refusal {
    Refusal(
      "cannot write \(VisibleText.escaped(path))", nextStep: "check the name of the file and your rights to its folder")
  }
}
