import Foundation
import Testing

@testable import Ledger

/// The sample books load by ordinary commands, twice without harm, and print what the README shows.
@Suite struct SampleBooksTests {
  @Test func theSampleLoadsTwiceAndPrintsWhatTheReadmeShows() throws {
    let cluster = LocalCluster(
      home: TestCluster.temporaryHome(), environment: ProcessInfo.processInfo.environment,
      extraSettings: TestCluster.fastSettings)
    defer { cluster.destroy() }
    try cluster.ensureRunning()
    let program = Program(environment: ["LEDGER_HOME": cluster.home])
    let load = Program.package.appending(path: "Examples/together-for-students/load").path

    let first = try program.run([load], executable: "/bin/sh")
    try #require(first.status == 0, "\(first.errors)")
    let sound = try program("check").output
    #expect(sound.hasPrefix("Sound: "))
    let statement = try program("statement", "budget", "--consolidated", "--as-of", "2022-06-30").output

    let second = try program.run([load], executable: "/bin/sh")
    try #require(second.status == 0, "\(second.errors)")
    #expect(try program("check").output == sound)
    #expect(try program("statement", "budget", "--consolidated", "--as-of", "2022-06-30").output == statement)

    let readme = try String(contentsOf: Program.package.appending(path: "README.md"), encoding: .utf8)
    let site = try program("statement", "budget", "TFS-DAYTON", "--as-of", "2022-06-30", "--brief", "--width", "100")
      .output
    #expect(readme.contains(site), "README.md shows another statement than\n\(site)")
  }
}
