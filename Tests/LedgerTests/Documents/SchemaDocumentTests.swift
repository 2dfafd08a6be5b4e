import Foundation
import Testing

@testable import Ledger

/// docs/errors.md and docs/data-model.md say what the schema says. RECORD=1 writes them anew.
@Suite struct SchemaDocumentTests {
  private static let folder = Repository.root.appending(path: "docs")

  @Test func errorsAreThoseOfTheSchema() throws {
    try compare("errors.md", SchemaDocuments.errors(try TestBooks.copy().asInstaller()))
  }

  @Test func dataModelIsThatOfTheSchema() throws {
    try compare("data-model.md", SchemaDocuments.dataModel(try TestBooks.copy().asInstaller()))
  }

  private func compare(_ name: String, _ expected: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try expected.write(to: file, atomically: true, encoding: .utf8)
    }
    let found = try String(contentsOf: file, encoding: .utf8)
    #expect(found == expected, "docs/\(name) is out of date: RECORD=1 swift test --filter SchemaDocumentTests")
  }
}
