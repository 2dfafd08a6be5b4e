/// The version of this library and of `ledgerctl`.
public let ledgerVersion = "0.2.0"
