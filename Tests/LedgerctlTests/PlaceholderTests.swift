import Ledger
import Testing

@Test func commandSharesTheLibraryVersion() { #expect(!ledgerVersion.isEmpty) }
