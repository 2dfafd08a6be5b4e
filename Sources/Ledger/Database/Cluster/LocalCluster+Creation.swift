import Glibc

extension LocalCluster {
  /// A file that says that the data folder is ours and complete.
  private static let marker = "ledger.ready"

  /// Makes the data folder where there is none. Called under the lock.
  ///
  /// It is built beside its place and renamed when it is complete, so that a kill at any moment leaves either no
  /// data folder or a good one; what was left half-made is removed.
  func createIfMissing() throws {
    let user = try serverUser()
    for name in File.names(in: home) where name.hasPrefix("cluster.new-") { remove("\(home)/\(name)", as: user) }
    if File.status(dataFolder) != nil {
      // A folder that nobody may look into is not for that reason somebody else's, to be moved away.
      guard access(dataFolder, R_OK | X_OK) == 0 else {
        throw ClusterError.system(action: "look into", path: dataFolder, code: errno)
      }
      guard File.read("\(dataFolder)/\(Self.marker)") != nil, version != nil else {
        throw ClusterError.notACluster(dataFolder: dataFolder)
      }
      return
    }
    let installed = ServerPrograms.installed(environment: environment, as: user)
    guard let programs = installed.first, programs.major >= ServerPrograms.oldestMajor else {
      throw ClusterError.serverProgramsMissing
    }
    let folder = "\(home)/cluster.new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try File.makePrivateFolder(folder, owner: user)
    do {
      try build(folder, programs, as: user)
      guard rename(folder, dataFolder) == 0 else {
        throw ClusterError.system(action: "rename", path: folder, code: errno)
      }
    } catch {
      remove(folder, as: user)
      throw error
    }
    File.syncFolder(home)
  }

  private func build(_ folder: String, _ programs: ServerPrograms, as user: SystemUser) throws {
    do {
      try ChildProcess.run("test", ["-w", folder], as: user)
    } catch ClusterError.programFailed {
      throw ClusterError.notReachable(folder: home, user: user.name)
    }
    var arguments = [
      "-D", folder, "--data-checksums", "-E", "UTF8", "--locale=C.UTF-8", "-U", Self.installerLogin,
      "--auth-local=peer", "--auth-host=reject",
    ]
    if extraSettings["fsync"] == "off" { arguments.append("--no-sync") }
    try ChildProcess.run(programs.path("initdb"), arguments, as: user)
    try File.write(configuration, to: "\(folder)/postgresql.conf", flags: O_APPEND)
    try File.write(
      "# Users of this machine, over the socket only.\nlocal all all peer map=ledger\n",
      to: "\(folder)/pg_hba.conf")
    try File.write(try initialUserMap(server: user), to: "\(folder)/pg_ident.conf")
    try File.write("complete\n", to: "\(folder)/\(Self.marker)")
    if geteuid() == 0 { lchown("\(folder)/\(Self.marker)", user.identifier, user.group) }
    File.syncFolder(folder)
  }

  /// Appended to PostgreSQL's own sample; a later line wins.
  private var configuration: String {
    let settings = """

      # ledgerctl: a private server
      listen_addresses = ''
      port = \(Self.port)
      unix_socket_permissions = 0700
      fsync = on
      full_page_writes = on
      timezone = 'UTC'
      log_timezone = 'UTC'
      # Loaded once by the server, not by each session that calls a function.
      shared_preload_libraries = 'plpgsql'
      # No value of the books in the log: no statements, no parameters, no DETAIL, no messages of statements that failed.
      logging_collector = off
      log_destination = 'stderr'
      log_statement = 'none'
      log_min_duration_statement = -1
      log_parameter_max_length = 0
      log_parameter_max_length_on_error = 0
      log_min_error_statement = panic
      log_min_messages = log
      log_error_verbosity = terse

      """
    let extra = extraSettings.sorted { $0.key < $1.key }
    return settings + extra.map { "\($0.key) = '\($0.value)'\n" }.joined()
  }

  /// Removes a folder of the server's user: the content as that user, so that no link leads root astray.
  private func remove(_ folder: String, as user: SystemUser) {
    _ = try? ChildProcess.run("rm", ["-rf", "--", folder], as: user)
    rmdir(folder)
  }

  /// Stops the server and removes everything. For clusters that tests made.
  package func destroy() {
    _ = try? stop(mode: "immediate")
    guard let user = try? serverUser() else { return }
    let halfMade = File.names(in: home).filter { $0.hasPrefix("cluster.new-") }.map { "\(home)/\($0)" }
    for folder in [dataFolder, socketFolder] + halfMade { remove(folder, as: user) }
    for file in [lockFile, logFile] { unlink(file) }
    rmdir(home)
  }
}
