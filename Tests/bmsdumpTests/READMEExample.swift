// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANCapture

func printChargeLimits(of path: String) throws {
  var capture = try CaptureReader(path: path)
  while let frame = try capture.nextFrame() {
    guard case .limits(let limits) = Dialect.pylontech.decode(frame),
      let voltage = limits.chargeVoltageLimit.value,
      let current = limits.chargeCurrentLimit.value
    else { continue }
    print("charge to \(voltage) with at most \(current)")
  }
}
