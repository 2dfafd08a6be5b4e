import Glibc
import Ledger

/// Measures what docs/performance.md shows. Both sides of a ratio run in turn, in one run, on a server with the settings
/// that people use: fsync on, full page writes on.
///
///     swift build -c release --static-swift-stdlib && .build/release/benchmarks [ENTRIES ...]
///
/// With sizes, an import, its seal, `check` and statements are measured in books of so many entries each.
@main
enum Benchmarks {
  static func main() throws {
    let sizes = try CommandLine.arguments.dropFirst().map { text in
      guard let size = Int(text), size >= 250 else {
        throw Refusal("‹\(text)› is no size", nextStep: "give numbers of entries, 250 or more")
      }
      return size
    }
    let sample = try SampleServer.start()
    defer { sample.remove() }
    Table.printHead()
    try WholeProcess(sample).run()
    try Posting(sample).run()
    try Waiting(sample).run()
    for size in sizes {
      let large = try SampleServer.start()
      defer { large.remove() }
      try Scale(books: SyntheticBooks(sample: large, entries: size)).run()
    }
  }
}
