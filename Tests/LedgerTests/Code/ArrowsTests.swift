import Foundation
import Testing

/// The order of targets and of the folders of the library, read from the code itself.
@Suite struct ArrowsTests {
  /// The folders of the library: each uses those that come after it, never one before it.
  private static let order = [
    "Acts", "Statements", "Backup", "Audit", "Approvals", "Imports", "Grants", "Payables", "Books", "Database",
  ]
  /// Targets below the library, whose names its folders may all use.
  private static let below = ["Interchange", "Values"]

  private static func file(_ path: String, _ text: String) -> Arrows.File {
    Arrows.File(path: path, folder: String(path.split(separator: "/")[0]), code: SwiftCode(text))
  }

  @Test func foldersOfTheLibraryUseThoseBelowThem() throws {
    var files: [Arrows.File] = []
    for path in try Repository.paths(in: "Sources/Ledger", ending: ".swift") {
      let inside = String(path.dropFirst("Sources/Ledger/".count))
      guard inside.contains("/") else { continue }
      let file = Self.file(inside, try Repository.text(path))
      #expect(Self.order.contains(file.folder), "\(path): where is \(file.folder) in the order?")
      files.append(file)
    }
    for target in Self.below {
      for path in try Repository.paths(in: "Sources/\(target)", ending: ".swift") {
        files.append(Self.file(String(path.dropFirst("Sources/".count)), try Repository.text(path)))
      }
    }
    #expect(files.count > 150)
    #expect(Arrows(files, order: Self.order + Self.below).upward == [])
  }

  @Test func theMapNamesTheFoldersInTheirOrder() throws {
    let map = try Repository.text("ARCHITECTURE.md").components(separatedBy: "Sources/Ledger/ ")[1]
    let places = Self.order.compactMap { map.range(of: "\n    \($0)/ ")?.lowerBound }
    #expect(places.count == Self.order.count && places == places.sorted())
  }

  /// What is planted is found where it stands, and nothing beside it.
  @Test func whatIsPlantedIsFound() {
    let deed = """
      struct PlantedDeed { var other = 1 }
      private struct Hidden {}
      extension Books {
        func plantedWork() {}
        var plantedSum: Int { 1 }
        func common() {}
        private func hiddenWork() {}
      }
      """
    let books = ##"""
      /// Not PlantedDeed.
      struct Books { let name = "PlantedDeed, books.plantedWork()" }
      extension Books {
        // PlantedDeed()
        func first() { plantedWork() }
        func second(_ deed: PlantedDeed) -> String { "PlantedDeed \(PlantedDeed().other) \(#"a "b" \#(plantedSum)"#)" }
        /* plantedWork() */ func common() { other.plantedWork(); hiddenWork(); print("""
          plantedWork() \(books.plantedSum) "
          """) }
      }
      struct Other { func third() { plantedWork(); Hidden(); books.common() } }
      """##
    let files = [Self.file("Acts/Deed.swift", deed), Self.file("Books/Books.swift", books)]
    #expect(
      Arrows(files, order: ["Acts", "Books"]).upward == [
        "Books/Books.swift:5: plantedWork", "Books/Books.swift:6: PlantedDeed", "Books/Books.swift:6: PlantedDeed",
        "Books/Books.swift:6: plantedSum", "Books/Books.swift:7: plantedWork", "Books/Books.swift:8: plantedSum",
      ])
    #expect(
      Arrows(files, order: ["Books", "Acts"]).upward == ["Acts/Deed.swift:3: Books"], "the other way round, one goes up"
    )
  }

  /// What each target may import: the compiler refuses what a target does not depend on, but not what a dependency brings along.
  @Test func targetsImportWhatTheyAreFor() throws {
    let allowed = [
      "Values": ["Glibc"], "Interchange": ["Glibc", "Values"], "Reports": ["Ledger"],
      "Spreadsheets": ["CExpat", "CXlsxWriter", "CZlib", "Interchange", "Values"],
      "Ledger": ["CLedgerSchema", "CPostgres", "CZlib", "Glibc", "Interchange", "Synchronization", "Values"],
      "ledgerctl": ["ArgumentParser", "Glibc", "Ledger", "Reports", "Spreadsheets", "Synchronization"],
    ]
    for (target, imports) in allowed {
      var found: Set<String> = []
      for path in try Repository.paths(in: "Sources/\(target)", ending: ".swift") {
        let words = SwiftCode(try Repository.text(path)).words
        for (word, next) in zip(words, words.dropFirst()) where word.text == "import" && word.depth == 0 {
          found.insert(next.text)
        }
      }
      #expect(found.sorted() == imports, "\(target)")
    }
  }
}
