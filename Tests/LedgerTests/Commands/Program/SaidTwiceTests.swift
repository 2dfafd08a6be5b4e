import Foundation
import Testing

@testable import Ledger

/// Options said twice, and amounts below zero: of every command that there is.
@Suite struct SaidTwiceTests {
  /// Books that cannot be reached: words that are right fail with 5 or 1, never with 2.
  private static let nowhere = Program(environment: ["LEDGER_BOOKS": "host=/nonexistent"])

  struct Command: Sendable, CustomTestStringConvertible {
    let path: [String]
    /// Its options of one value, each with all its names.
    var single: [[String]] = []
    /// Those that may repeat, and flags.
    var others: [(name: String, isFlag: Bool)] = []
    var testDescription: String { path.joined(separator: " ") }
  }

  static let commands: [Command] = {
    guard let dump = try? nowhere.run(["--experimental-dump-help"]).output,
      let tool = try? JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any],
      let root = tool["command"] as? [String: Any]
    else { return [] }
    var found: [Command] = []
    func collect(_ command: [String: Any], _ path: [String]) {
      let next = command["subcommands"] as? [[String: Any]] ?? []
      for child in next where path != [] || child["commandName"] as? String != "help" {
        collect(child, path + [child["commandName"] as? String ?? ""])
      }
      guard next.isEmpty else { return }
      var row = Command(path: path)
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        let names = (argument["names"] as? [[String: Any]] ?? []).compactMap { name -> String? in
          (name["name"] as? String).map { (name["kind"] as? String == "short" ? "-" : "--") + $0 }
        }
        let isFlag = argument["kind"] as? String == "flag"
        guard let first = names.first, !["-h", "--help", "--version", "--json-errors"].contains(first) else { continue }
        if isFlag || argument["isRepeating"] as? Bool == true {
          row.others.append((first, isFlag))
        } else {
          row.single.append(names)
        }
      }
      if !row.single.isEmpty { found.append(row) }
    }
    collect(root, [])
    return found
  }()

  @Test func commandsAreFound() {
    #expect(Self.commands.count > 100, "\(Self.commands.count)")
    #expect(Self.commands.contains { !$0.others.filter { !$0.isFlag }.isEmpty })
  }

  /// Each option that takes one value is named with both, by whichever of its names; flags and options that may repeat are not. Its help says all
  /// its words.
  @Test(arguments: commands) func anOptionIsSaidOnce(command: Command) throws {
    let words = command.single.flatMap { names in [names[0], "one", "\(names[names.count - 1])=two"] }
    let others = command.others.flatMap { $0.isFlag ? [$0.name, $0.name] : [$0.name, "one", $0.name, "two"] }
    let outcome = try Self.nowhere.run(command.path + others + words)
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    for names in command.single {
      let name = names.first { $0.hasPrefix("--") } ?? names[0]
      #expect(outcome.errors.contains("error: \(name) is said twice: ‹one› and ‹two›\n"), "\(name): \(outcome.errors)")
    }
    for other in command.others { #expect(!outcome.errors.contains("\(other.name) is said"), "\(outcome.errors)") }
    let once = try Self.nowhere.run(command.path + others + command.single.flatMap { [$0[0], "one"] })
    #expect(!once.errors.contains("is said"), "\(once)")
    let help = try Self.nowhere.run(command.path + ["--help"])
    #expect(help.status == 0 && help.output.contains("USAGE: ledgerctl \(command.testDescription) "), "\(help)")
  }

  /// What stands behind "--" is no option, three times are counted, and what may hold a password is not printed.
  @Test func whatIsSaidIsShown() throws {
    let thrice = try Self.nowhere("find", "x", "--to", "1", "--to", "2", "--to=3")
    #expect(thrice.status == 2 && thrice.errors.contains("--to is said 3 times: ‹1›, ‹2› and ‹3›"), "\(thrice)")
    #expect(thrice.errors.contains("say it once"), "\(thrice)")
    let secret = try Self.nowhere("org", "list", "--books", "host=x password=hunter2", "--books", "here")
    #expect(secret.status == 2 && !secret.errors.contains("hunter2"), "\(secret)")
    let help = try Self.nowhere("find", "x", "--to", "2021-09-01", "--to", "2021-09-02", "--help")
    #expect(help.status == 0 && help.output.contains("USAGE: ledgerctl find "), "\(help)")
    let apart = try Self.nowhere("find", "--to", "2021-09-01", "--", "--to", "--to")
    #expect(!apart.errors.contains("is said"), "\(apart)")
    let typo = try Self.nowhere("expense", "add", "--amuont", "5", "--amuont", "6")
    #expect(typo.status == 2 && typo.errors.contains("Did you mean '--amount'?"), "\(typo)")
  }

  /// An amount below zero is told as an amount, however it is written and wherever it stands.
  @Test func anAmountBelowZeroIsAnAmount() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    var tried = 0
    for act in ActTests.all {
      for field in act.fields where field.kind == .money && !field.isArgument {
        for amount in ["-5", "-$5.00", "-0.50", "-5,000.00"] {
          let outcome = try program.run(act.words + [field.option, amount])
          #expect(
            [1, 2].contains(outcome.status) && outcome.errors.contains("\(field.option): the amount is more than zero"),
            "\(act) \(field.option) \(amount): \(outcome)")
          tried += 1
        }
      }
    }
    #expect(tried > 80, "\(tried)")
    let euros = try program("expense", "add", "--amount", "-€5")
    #expect(euros.errors.contains("--amount: ") && euros.errors.contains("currency sign"), "\(euros)")
    for words in [
      ["award", "amend", "YOUTH", "-5"], ["expense", "add", "--amount=5", "-6"], ["payment", "add", "--all", "-5"],
    ] {
      let outcome = try program.run(words)
      #expect(
        outcome.status == 2 && outcome.errors.contains("\(words.last ?? "")› is an amount where none is taken")
          && !outcome.errors.lowercased().contains("unknown option"), "\(words): \(outcome)")
    }
  }
}
