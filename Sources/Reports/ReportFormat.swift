import Ledger

/// The formats that a statement can be drawn in.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// Aligned text for a terminal or a fixed-width page.
  case table
  /// The columns and rows for a spreadsheet.
  case csv
  /// Everything, for programs.
  case json
  /// Everything, for a page of text.
  case markdown
  /// Everything, for a browser and for paper.
  case html

  /// The format that a file's name asks for by its extension, without the point; nil when none does.
  public init?(fileExtension: String) {
    switch fileExtension.lowercased() {
    case "txt", "text": self = .table
    case "csv": self = .csv
    case "json": self = .json
    case "md", "markdown": self = .markdown
    case "html", "htm": self = .html
    default: return nil
    }
  }
}

extension [Statement] {
  /// The statements drawn one after another, ending with a line end: in a spreadsheet one table where their columns are the same, for programs one
  /// object or an array, for a browser one page.
  /// - Parameter width: the cells of a terminal that a table may take; other formats have no width.
  public func render(_ format: ReportFormat, width: Int = 80) -> String {
    switch format {
    case .table: map { TerminalTable($0, width: width).text }.joined(separator: "\n")
    case .csv: CSVReport(self).text
    case .json: count == 1 ? JSONReport(self[0]).text : JSONReport.array(self)
    case .markdown: map { MarkdownReport($0).text }.joined(separator: "\n")
    case .html: HTMLReport(self).text
    }
  }
}

extension Statement {
  /// The statement drawn, ending with a line end.
  /// - Parameter width: the cells of a terminal that a table may take; other formats have no width.
  public func render(_ format: ReportFormat, width: Int = 80) -> String { [self].render(format, width: width) }
}
