// swift-tools-version: 6.2
// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "swift-battery-can", path: "../..")
  ],
  targets: [
    // What one call of the library takes.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "CANBus", package: "swift-battery-can"),
        .product(name: "CANFormats", package: "swift-battery-can"),
        .product(name: "BatteryCAN", package: "swift-battery-can"),
        .product(name: "CANCapture", package: "swift-battery-can"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .treatAllWarnings(as: .error),  // SE-0480
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
