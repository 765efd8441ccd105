// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// What decides what comes of the next frames, and what does not.
@Suite struct DetectorStateTests {
  private static let limits = ["1402E402E402C201", "1402E4020000C201"]

  /// Detectors of two batteries whose limits, SOC and current differ all the time.
  private func detectors(answer: String) -> [DialectDetector] {
    var detectors = [DialectDetector(), DialectDetector()]
    for burst in 0..<40 {
      for index in detectors.indices {
        let number = (burst + index) % 2
        for (id, data) in [
          ("351", Self.limits[number]),
          ("355", ["3E006200", "3F006200"][number]),
          ("356", ["4E147400E700", "4F148400E700"][number]),
          ("359", "0000000004504E"), ("35C", "C000"),
          ("35E", "50594C4F4E202020"), ("305", answer),
        ] {
          _ = detectors[index].decode(CANFrame(id, data))
        }
      }
    }
    return detectors
  }

  /// Values leave no trace, so that chunks of a capture can be read ahead.
  @Test func changingValues() {
    let detectors = detectors(answer: "0000000000000000")
    #expect(detectors[0].identification.dialect == .pylontech)
    #expect(detectors[0].hasSameState(as: detectors[1]))
  }

  /// The limits that 0x305 may repeat decide what comes of it.
  @Test func limitsBesideAnswers() {
    var detectors = detectors(answer: "0602F4FFFA00EE02")
    #expect(!detectors[0].hasSameState(as: detectors[1]))
    for index in detectors.indices {
      #expect(
        detectors[index].decode(CANFrame("305", "0602F4FFFA00EE02")) != nil)
      let copied = Self.limits.map {
        detectors[index].decode(CANFrame("305", $0)) != nil
      }
      // Both could be measured, but one has just been sent by the battery.
      #expect(copied == [index == 0, index == 1])
    }
  }

  /// A battery that begins late to copy its limits is no inverter.
  @Test func lateCopies() {
    var detector = detectors(answer: "0000000000000000")[0]
    for _ in 0..<4 {
      for limits in Self.limits {
        _ = detector.decode(CANFrame("351", limits))
        #expect(detector.decode(CANFrame("305", limits)) == nil)
      }
    }
  }

  /// The first answer that comes late is not known to be one, the next are.
  @Test func lateAnswers() {
    var detector = detectors(answer: "0000000000000000")[0]
    let isAnswer = (0..<3).map { _ in
      _ = detector.decode(CANFrame("351", Self.limits[0]))
      return detector.decode(CANFrame("305", "0602F4FFFA00EE02")) != nil
    }
    #expect(isAnswer == [false, true, true])
  }
}
