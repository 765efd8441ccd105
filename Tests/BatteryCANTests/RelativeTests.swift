// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Protocols that are recognised and not decoded.
@Suite struct RelativeTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let relative: Relative
    let name: String
    let frames: [(id: String, data: String)]
    var testDescription: String { name }
  }

  static let examples: [Example] = [
    Example(
      relative: .pylontechHV, name: "Pylontech high voltage (29-bit)",
      frames: [("00004210", "F30F102772062C01")]),
    Example(
      relative: .sofarExtended, name: "Sofar extended (29-bit)",
      frames: [
        ("00010351", "4002F401F4019801"), ("00010355", "3C00640000000000"),
        ("00010356", "8214000000000000"),
      ]),
    Example(
      relative: .sofarService, name: "Sofar service port (29-bit)",
      frames: [("1003FF01", "00"), ("1004FF01", "00"), ("1005FF01", "00")]),
    Example(
      relative: .solaX, name: "SolaX or FoxESS (29-bit)",
      frames: [("00001872", "00"), ("00001873", "00")]),
    Example(
      relative: .megarevo, name: "Megarevo (29-bit)",
      frames: [("1F000301", "00"), ("1F000302", "00")]),
    Example(
      relative: .growattHV, name: "Growatt high voltage (29-bit)",
      frames: [("00003110", "08E0000000FA3041")]),
    Example(
      relative: .jk, name: "JK BMS with its own frames",
      frames: [("2F4", "0802A00F55640000")]),
    Example(
      relative: .hybridEN, name: "Hybrid-EN",
      frames: [("399", "00"), ("3DA", "00")]),
    Example(
      relative: .uniPower, name: "SBS UniPower",
      frames: [("610", "00"), ("630", "00"), ("670", "00")]),
  ]

  @Test(arguments: examples)
  func isNamedAndNotDecoded(_ example: Example) {
    var detector = DialectDetector()
    for frame in example.frames {
      let message = detector.decode(CANFrame(frame.id, frame.data))
      #expect(message == nil)
    }
    let relatives = detector.identification.relatives
    #expect(relatives.map(\.name.description) == [example.name])
    #expect(relatives.contains(example.relative))
    #expect(!relatives.isEmpty)
    #expect(detector.identification.dialect == nil)
  }

  @Test func allAreNamed() {
    #expect(Self.examples.count == Relative.count)
    let others = ["00001000", "18FF50E5", "2F5", "459", "680"]
    var detector = DialectDetector()
    for id in others { detector.observe(CANFrame(id, "0802A00F55640000")) }
    #expect(detector.identification.relatives.isEmpty)
  }
}
