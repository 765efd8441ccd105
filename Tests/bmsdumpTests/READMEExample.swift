// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANCapture

func printChargeLimits(of path: String) throws {
  var capture = try CaptureReader(path: path)
  var battery = DialectDetector()
  while let frame = try capture.nextFrame() {
    guard let message = battery.decode(frame),
      let voltage = message[.chargeVoltageLimit].value,
      let current = message[.chargeCurrentLimit].value
    else { continue }
    print("charge to \(voltage) with at most \(current)")
  }
}
