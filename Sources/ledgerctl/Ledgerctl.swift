import ArgumentParser
import Ledger

@main
struct Ledgerctl: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ledgerctl", version: ledgerVersion)
}
