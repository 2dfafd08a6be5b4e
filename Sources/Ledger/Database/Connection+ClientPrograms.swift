import CPostgres
import Glibc

extension Connection {
  /// The major version of the server, such as 15.
  var serverMajor: Int { Int(PQserverVersion(handle)) / 10_000 }

  /// The variables by which PostgreSQL's own programs connect as this connection did: same server, login, password and
  /// certificates. Variables, because the arguments of a program are seen by everybody on the machine.
  func clientEnvironment() -> [String] {
    var variables: [String: String] = [:]
    if let first = PQconninfo(handle) {
      defer { PQconninfoFree(first) }
      var option = first
      while option.pointee.keyword != nil {
        if let name = option.pointee.envvar, let value = option.pointee.val {
          variables[String(cString: name)] = String(cString: value)
        }
        option += 1
      }
    }
    // A service was looked up already; of several hosts, the one that answered is meant.
    variables["PGSERVICE"] = nil
    variables["PGHOST"] = String(cString: PQhost(handle))
    variables["PGPORT"] = String(cString: PQport(handle))
    if variables["PGHOSTADDR"] != nil { variables["PGHOSTADDR"] = String(cString: PQhostaddr(handle)) }
    // Where certificates and Kerberos tickets are looked for.
    for name in ["HOME", "KRB5CCNAME"] { variables[name] = getenv(name).map { String(cString: $0) } }
    return variables.map { "\($0.key)=\($0.value)" }.sorted()
  }
}
