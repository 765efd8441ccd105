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

let package = Package(
  name: "Simulator",
  dependencies: [
    .package(name: "swift-battery-can", path: "../..", traits: []),
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // Links to the targets of the same name that the tests use.
    .target(name: "TestSupport", dependencies: [canBus]),
    .target(
      name: "Simulation",
      dependencies: [canBus, canFormats, batteryCAN, "TestSupport"]),
    // Writes captures of a simulated battery.
    .executableTarget(
      name: "Simulator",
      dependencies: [
        "Simulation", batteryCAN,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// MARK: - Language features, the same for every target

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableExperimentalFeature("Lifetimes"),  // @_lifetime on ~Escapable types
    .treatAllWarnings(as: .error),  // SE-0480
  ]
}
