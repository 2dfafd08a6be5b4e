// Whoever uses the books has their values and the tables that they read and write too.
@_exported import Interchange
@_exported import Values

/// The version of this library and of `ledgerctl`.
public let ledgerVersion = "0.2.0"
