// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Foundation
import TestSupport
import Testing

/// In none of the captures two batteries speak on one bus.
@Suite struct TwoBatteriesTests {
  private static let folders: [String] = {
    var folders = ["captures", "simulated"].map { Files.fixture($0) }
    for name in ["battery", "formats", "hv"] {
      if let folder = Files.sharedCapture(name) { folders.append(folder) }
    }
    return folders
  }()

  @Test(arguments: folders)
  func noFalseAlarm(folder: String) {
    for name in Files.names(in: folder) {
      var detectors: [InterfaceName: DialectDetector] = [:]
      for frame in Reading(path: folder + "/" + name).frames {
        let message = detectors[frame.interface, default: DialectDetector()]
          .decode(frame)
        #expect(message?.notes.contains(.twoBatteries) != true, "\(name)")
      }
    }
  }
}
