import Ledger
import Testing

@Test func versionHasThreeParts() { #expect(ledgerVersion.split(separator: ".").count == 3) }
