// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "ledger",
  products: [
    .library(name: "Ledger", targets: ["Ledger", "Reports"]),
    .executable(name: "ledgerctl", targets: ["ledgerctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev", "pkg-config"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .target(
      name: "CLedgerSchema",
      path: "sql",
      exclude: ["cluster", "migrations", "functions"],
      cSettings: [.treatAllWarnings(as: .error)]
    ),
    .target(name: "Values", swiftSettings: strict),
    .target(name: "Interchange", dependencies: ["Values"], swiftSettings: strict),
    .target(
      name: "Ledger", dependencies: ["Values", "Interchange", "CPostgres", "CZlib", "CLedgerSchema"],
      swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Ledger"], swiftSettings: strict),
    .target(
      name: "Spreadsheets", dependencies: ["Values", "Interchange", "CZlib", "CExpat", "CXlsxWriter"],
      swiftSettings: strict),
    .executableTarget(
      name: "ledgerctl",
      dependencies: [
        "Ledger", "Reports", "Spreadsheets", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "benchmarks",
      dependencies: ["Ledger"],
      path: "Benchmarks",
      exclude: ["README.md"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "LedgerTests",
      dependencies: ["Values", "Interchange", "Ledger", "Reports", "Spreadsheets", "ledgerctl"],
      exclude: ["Figures", "Transcripts"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
