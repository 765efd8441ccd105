// swift-tools-version: 6.2
// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let canBus: Target.Dependency =
  .product(name: "CANBus", package: "swift-battery-can")
let canFormats: Target.Dependency =
  .product(name: "CANFormats", package: "swift-battery-can")
let batteryCAN: Target.Dependency =
  .product(name: "BatteryCAN", package: "swift-battery-can")
let canCapture: Target.Dependency =
  .product(name: "CANCapture", package: "swift-battery-can")

let package = Package(
  name: "Fuzzing",
  dependencies: [
    .package(name: "swift-battery-can", path: "../.."),
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // Writers that undo what the parsers do, and checks that several share.
    .target(
      name: "FuzzCommon", dependencies: [canBus, canFormats, canCapture]),

    // MARK: - One executable a subject; libFuzzer has their `main`

    .executableTarget(
      name: "FuzzCandumpLog",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzCandumpConsole",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzBatteryEmulator",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzVectorASC",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzPCANTrace",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzCRTD",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzBusmaster",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzSLCAN",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzSocketCAND",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzELM327",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzPythonPrinter",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzJSONLine",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzTable",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzSplitFrame",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzPrintedFrame",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzPrefix",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzTextLineParser",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzLinuxRecords",
      dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzDecode", dependencies: ["FuzzCommon", canBus, batteryCAN]),
    .executableTarget(
      name: "FuzzDetector", dependencies: ["FuzzCommon", canBus, batteryCAN]),
    .executableTarget(
      name: "FuzzLink", dependencies: ["FuzzCommon", canBus, batteryCAN]),
    .executableTarget(
      name: "FuzzEncode", dependencies: ["FuzzCommon", canBus, canFormats]),
    .executableTarget(
      name: "FuzzCapture",
      dependencies: ["FuzzCommon", canBus, canFormats, canCapture]),
    .executableTarget(
      name: "FuzzPcap",
      dependencies: ["FuzzCommon", canBus, canFormats, canCapture]),
    .executableTarget(
      name: "FuzzMergedCapture",
      dependencies: ["FuzzCommon", canBus, canCapture]),
    .executableTarget(
      name: "FuzzPipeline",
      dependencies: [
        "FuzzCommon", canBus, canFormats, batteryCAN, canCapture,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // The sources of bmsdump, as a link, but for its `main`.
      exclude: ["bmsdump/BMSDump.swift", "bmsdump/LanguageFeatures.swift"],
      resources: [
        .embedInCode("bmsdump/Report/Page/report.css"),
        .embedInCode("bmsdump/Report/Page/series.js"),
        .embedInCode("bmsdump/Report/Page/axis.js"),
        .embedInCode("bmsdump/Report/Page/picture.js"),
        .embedInCode("bmsdump/Report/Page/chart.js"),
        .embedInCode("bmsdump/Report/Page/input.js"),
        .embedInCode("bmsdump/Report/Page/report.js"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableExperimentalFeature("Lifetimes"),  // as bmsdump
    .treatAllWarnings(as: .error),  // SE-0480
  ]
}
