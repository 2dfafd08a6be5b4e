import Glibc

/// The few calls on files and folders that the local cluster is made of. None follows a symbolic link at its last step.
enum File {
  /// Owner, kind and permissions of what stands at `path`, or nil where there is nothing.
  static func status(_ path: String) -> stat? {
    var found = stat()
    return lstat(path, &found) == 0 ? found : nil
  }

  /// Whether `path` is a folder.
  static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// What a symbolic link says, or nil where it cannot be read.
  static func target(ofLink path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &buffer, Int(PATH_MAX))
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path without symbolic links, or nil where there is nothing.
  static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// The names in a folder; empty where it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes the folder and those above it; one that exists is left as it is.
  static func makeFolders(_ path: String, mode: mode_t) throws(ClusterError) {
    if isFolder(path) || mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw .system(action: "make the folder", path: path, code: errno)
    }
    try makeFolders(String(path[..<slash]), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw .system(action: "make the folder", path: path, code: errno)
    }
  }

  /// Makes a folder that only `owner` can enter.
  static func makePrivateFolder(_ path: String, owner: SystemUser) throws(ClusterError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .system(action: "make the folder", path: path, code: errno)
    }
    if geteuid() == 0 { lchown(path, owner.identifier, owner.group) }
  }

  /// The text of a file, or nil where it cannot be read.
  static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return String(decoding: readAll(descriptor), as: UTF8.self)
  }

  /// Everything from where the descriptor stands to the end.
  static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = SystemCall.retrying { Glibc.read(descriptor, &block, block.count) }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: block[..<count])
    }
  }

  /// Writes a file and waits until it is on the disk. An existing file keeps its owner.
  static func write(_ text: String, to path: String, flags: Int32 = O_TRUNC) throws(ClusterError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0 else { throw .system(action: "write", path: path, code: errno) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = SystemCall.retrying { rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } }
      guard count > 0 else { throw .system(action: "write", path: path, code: errno) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw .system(action: "write", path: path, code: errno) }
  }

  /// Puts `text` in the place of a file at once: a reader sees the old text or the new, never a part.
  static func replace(_ path: String, with text: String, owner: SystemUser) throws(ClusterError) {
    let next = "\(path).new"
    unlink(next)
    try write(text, to: next, flags: O_EXCL)
    if geteuid() == 0 { lchown(next, owner.identifier, owner.group) }
    guard rename(next, path) == 0 else { throw .system(action: "replace", path: path, code: errno) }
  }

  /// Waits until the names in a folder are on the disk.
  static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }
}

/// Runs `body` while no other process holds the lock on `path`. The lock ends with the process, however it ends,
/// and is not handed to child processes. Whoever holds it longer than `patience` is named: longer than a server takes to start, it is one that
/// was stopped, as with Ctrl-Z.
func withFileLock<Value>(
  _ path: String, interruption: Interruption = .process, patience: Duration = .seconds(90), _ body: () throws -> Value
) throws -> Value {
  let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
  guard descriptor >= 0 else { throw ClusterError.system(action: "open", path: path, code: errno) }
  defer { close(descriptor) }
  let deadline = ContinuousClock.now + patience
  while SystemCall.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
    guard errno == EWOULDBLOCK else { throw ClusterError.system(action: "lock", path: path, code: errno) }
    guard ContinuousClock.now < deadline else {
      throw ClusterError.heldUp(by: File.read(path).flatMap { Int32(trimmed($0)) }, patience: patience)
    }
    try interruption.wait(milliseconds: 20)
  }
  ftruncate(descriptor, 0)
  let note = Array("\(getpid())\n".utf8)
  _ = pwrite(descriptor, note, note.count, 0)
  return try body()
}
