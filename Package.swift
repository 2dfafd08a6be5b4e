// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "ledger",
  products: [
    .library(name: "Ledger", targets: ["Ledger"]),
    .executable(name: "ledgerctl", targets: ["ledgerctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev", "pkg-config"])]),
    .target(
      name: "LedgerSchema",
      path: "sql",
      resources: [.embedInCode("cluster"), .embedInCode("migrations"), .embedInCode("functions")],
      swiftSettings: strict
    ),
    .target(name: "Ledger", dependencies: ["CPostgres", "LedgerSchema"], swiftSettings: strict),
    .executableTarget(
      name: "ledgerctl",
      dependencies: ["Ledger", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "benchmarks",
      dependencies: ["Ledger"],
      path: "Benchmarks",
      exclude: ["README.md"],
      swiftSettings: strict
    ),
    .testTarget(name: "LedgerTests", dependencies: ["Ledger", "LedgerSchema", "ledgerctl"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
