import Glibc

/// A user of this machine.
struct SystemUser: Equatable, Sendable {
  let identifier: uid_t
  let group: gid_t
  let name: String

  /// The user that this process acts as. Throws where it has no name: PostgreSQL asks for one.
  static func current() throws(ClusterError) -> SystemUser {
    guard let user = with(identifier: geteuid()) else {
      throw .noUser("the user number \(geteuid()) has no name on this machine, which PostgreSQL needs")
    }
    return user
  }

  /// The user of that number, or nil.
  static func with(identifier: uid_t) -> SystemUser? { lookUp { getpwuid_r(identifier, $0, $1, $2, $3) } }

  /// The user of that name, or nil.
  static func named(_ name: String) -> SystemUser? { lookUp { getpwnam_r(name, $0, $1, $2, $3) } }

  private static func lookUp(
    _ call: (
      UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32
  ) -> SystemUser? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
      guard let start = buffer.baseAddress, call(&entry, start, buffer.count, &found) == 0, found != nil,
        let name = entry.pw_name
      else { return nil }
      return SystemUser(identifier: entry.pw_uid, group: entry.pw_gid, name: String(cString: name))
    }
  }
}
