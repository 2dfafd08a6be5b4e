import Glibc

/// What every call of the system needs of its caller: this file makes none itself.
package enum SystemCall {
  /// Makes a call again for as long as a signal alone ended it; what it returned then.
  package static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// The system's words for an error number.
  package static func message(_ code: Int32) -> String { String(cString: strerror(code)) }
}
