// swift-tools-version: 6.2
// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "swift-battery-can",
  products: [
    .library(name: "CANBus", targets: ["CANBus"]),
    .library(name: "CANFormats", targets: ["CANFormats"]),
    .library(name: "BatteryCAN", targets: ["BatteryCAN"]),
    .library(name: "CANCapture", targets: ["CANCapture"]),
    .executable(name: "bmsdump", targets: ["bmsdump"]),
  ],
  traits: [
    .trait(
      name: "Libpcap",
      description: "CANCapture captures live with libpcap."
    ),
    .default(enabledTraits: ["Libpcap"]),
  ],
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: - Cores: no heap, no Foundation, no I/O

    // What a CAN frame is.
    .target(name: "CANBus"),
    // Bytes of a capture -> frames.
    .target(name: "CANFormats", dependencies: ["CANBus"]),
    // Frames -> what the battery says.
    .target(name: "BatteryCAN", dependencies: ["CANBus"]),

    // MARK: - Input and output

    .systemLibrary(
      name: "CLibpcap",
      pkgConfig: "libpcap",
      providers: [.apt(["libpcap-dev"]), .brew(["libpcap"])]
    ),
    // Files and pipes; the only target with `unsafe` in it.
    .target(
      name: "CANCapture",
      dependencies: [
        "CANBus", "CANFormats",
        .target(name: "CLibpcap", condition: .when(traits: ["Libpcap"])),
      ]
    ),

    // MARK: - The command line

    .executableTarget(
      name: "bmsdump",
      dependencies: [
        "CANBus", "CANFormats", "BatteryCAN", "CANCapture",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // In the executable itself, which stays one file.
      resources: [
        .embedInCode("Report/Page/report.css"),
        .embedInCode("Report/Page/series.js"),
        .embedInCode("Report/Page/axis.js"),
        .embedInCode("Report/Page/picture.js"),
        .embedInCode("Report/Page/chart.js"),
        .embedInCode("Report/Page/input.js"),
        .embedInCode("Report/Page/report.js"),
      ]
    ),

    // MARK: - Tests

    // Seeded random numbers, fixtures and child processes, for tests only.
    .target(
      name: "TestSupport", dependencies: ["CANBus"], path: "Tests/TestSupport"
    ),
    // A battery, its BMS and an inverter, for tests only.
    .target(
      name: "Simulation",
      dependencies: ["CANBus", "CANFormats", "BatteryCAN", "TestSupport"],
      path: "Tests/Simulation"
    ),
    .testTarget(name: "CANBusTests", dependencies: ["CANBus", "TestSupport"]),
    .testTarget(
      name: "CANFormatsTests",
      dependencies: ["CANBus", "CANFormats", "TestSupport"]
    ),
    .testTarget(
      name: "BatteryCANTests",
      dependencies: ["CANBus", "BatteryCAN", "Simulation", "TestSupport"]
    ),
    .testTarget(
      name: "CANCaptureTests",
      dependencies: [
        "CANBus", "CANFormats", "BatteryCAN", "CANCapture", "TestSupport",
        // What the readers of pcap and pcapng are compared with.
        .target(name: "CLibpcap", condition: .when(traits: ["Libpcap"])),
      ]
    ),
    .testTarget(
      name: "bmsdumpTests",
      dependencies: [
        "CANBus", "BatteryCAN", "CANCapture", "TestSupport", "bmsdump",
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)

// MARK: - Language features, the same for every target

let allTargets: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
  .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
  .enableExperimentalFeature("Lifetimes"),  // @_lifetime on ~Escapable types
  .treatAllWarnings(as: .error),  // SE-0480
]
let sources: [SwiftSetting] = [
  .strictMemorySafety()  // SE-0458
]
let cores: [SwiftSetting] = [
  .treatWarning("PerformanceHints", as: .error)
]

for target in package.targets where target.type != .system {
  var settings = (target.swiftSettings ?? []) + allTargets
  if target.type != .test, target.path == nil { settings += sources }
  if ["CANBus", "CANFormats", "BatteryCAN"].contains(target.name) {
    settings += cores
  }
  target.swiftSettings = settings
}
