// swift-tools-version: 6.2
// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "Tables",
  dependencies: [
    .package(name: "swift-battery-can", path: "../..", traits: [])
  ],
  targets: [
    // Prints the layouts of the dialects in the formats of others.
    .executableTarget(
      name: "Tables",
      dependencies: [
        .product(name: "CANBus", package: "swift-battery-can"),
        .product(name: "BatteryCAN", package: "swift-battery-can"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .treatAllWarnings(as: .error),  // SE-0480
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
