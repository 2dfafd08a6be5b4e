/// The version of this library and of `ledgerctl`.
public let ledgerVersion = "0.1.0"
