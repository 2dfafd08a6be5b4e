import Testing

@testable import Ledger

/// What goes wrong with the server, or with this machine, in words of its own and with what to do.
@Suite struct ServerTroubleTests {
  @Test func aServerThatTakesNoMoreSessionsIsNamed() throws {
    let (program, books, _) = try Program.withBooks()
    try installerConnection().script("alter database \(books.database) connection limit 0")
    let refused = try program("org", "list")
    #expect(refused.status == 5)
    #expect(refused.errors.contains("[53300]\n  the server has as many sessions as it takes: try again in a minute"))
  }

  /// As the server says it; its disk is not filled here.
  @Test func aFullDiskOfTheServerIsNamed() throws {
    let (program, books, _) = try Program.withBooks()
    try books.asInstaller().script(
      """
      create function public.fill() returns trigger language plpgsql as
        'begin raise exception ''could not extend file'' using errcode = ''53100''; end';
      create trigger fill before insert on ledger.party for each row execute function public.fill();
      """)
    let refused = try program("party", "add", "kit", "Kit Company", "--kind", "business")
    #expect(refused.status == 1)
    #expect(
      refused.errors.hasPrefix(
        "ledgerctl: error: the disk of the server is full; nothing was recorded (could not extend file) [53100]\n"))
    #expect(refused.errors.contains("make room on the disk of the server"))
  }

  @Test func tooFewOpenFilesAreNamed() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    for limit in [6, 8, 10] {
      let refused = try program.run(["-c", "ulimit -n \(limit); \"$LEDGERCTL\" org list"], executable: "/bin/sh")
      guard refused.errors.contains("Too many open files") else { continue }
      #expect(refused.status == 5 && refused.errors.contains("\"ulimit -n 1024\" raises that"), "\(refused.errors)")
    }
    let refused = try program.run(["-c", "ulimit -n 8; \"$LEDGERCTL\" org list"], executable: "/bin/sh")
    #expect(refused.errors.contains("Too many open files"), "\(refused.errors)")
  }
}
