// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// A burst of one battery behind a burst of another, as in a pasted console.
@Suite struct TwoCapturesTests {
  private func frames(_ set: String) -> [CANFrame] {
    VectorTests.Vector.all.filter { $0.set == set }
      .map { CANFrame($0.id, $0.data) }
  }

  /// US5000 with old and new firmware, by the lengths of 355.
  @Test(arguments: [
    ("A2", Dialect.pylontech, "A3", Dialect.pylontechV13),
    ("A3", .pylontechV13, "A2", .pylontech),
  ])
  func twoFirmwares(
    first: String, _ old: Dialect, second: String, _ new: Dialect
  ) {
    var detector = DialectDetector()
    for frame in frames(first) { detector.observe(frame) }
    #expect(detector.identification.dialect == old)
    for frame in frames(second) {
      detector.observe(frame)
      let known = detector.identification.dialect
      #expect(known == nil || known == old || known == new)
    }
    #expect(detector.identification.dialect == new)
    #expect(detector.identification.confidence == .certain)
    #expect(detector.takeoverCount == 1)
  }

  /// Two batteries on one bus do not take turns.
  @Test func inTurnsForLong() {
    var detector = DialectDetector()
    for _ in 0..<100 {
      for frame in frames("A2") + frames("A3") { detector.observe(frame) }
    }
    #expect(detector.takeoverCount <= 2)
    #expect(detector.changeCount < 8)
  }

  /// A single frame of another length is a stray one.
  @Test func strayLength() {
    for round in 0..<4 {
      var detector = DialectDetector()
      for index in 0..<6 {
        for frame in frames("A2") { detector.observe(frame) }
        if index == round {
          detector.observe(CANFrame("355", "58005E000000"))
        }
        #expect(detector.identification.dialect == .pylontech)
      }
      #expect(detector.takeoverCount == 0)
      #expect(detector.changeCount == 1)
    }
  }

  /// What is found again after a rewind is the same.
  @Test func rewound() {
    var detector = DialectDetector()
    for frame in frames("A2") { detector.observe(frame) }
    detector.observe(CANFrame("351", "1002C012C012C201"))
    detector.observe(CANFrame("355", "540060000000"))
    detector.rewind()
    for frame in frames("A2") {
      detector.observe(frame)
      #expect(detector.identification.dialect == .pylontech)
    }
    for frame in frames("A3") { detector.observe(frame) }
    #expect(detector.identification.dialect == .pylontechV13)
  }
}
