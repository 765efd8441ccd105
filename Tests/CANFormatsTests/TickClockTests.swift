// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct TickClockTests {
  struct Vector: CustomTestStringConvertible {
    let resolution: UInt8
    let offset: Int64
    let ticks: UInt64
    let nanoseconds: Int64?
    let digits: UInt8
    var testDescription: String { "\(ticks) at \(resolution)" }

    init(
      _ resolution: UInt8, _ ticks: UInt64, _ nanoseconds: Int64?,
      digits: UInt8, offset: Int64 = 0
    ) {
      self.resolution = resolution
      self.offset = offset
      self.ticks = ticks
      self.nanoseconds = nanoseconds
      self.digits = digits
    }

    static let all: [Vector] = [
      Vector(0, 7, 7_000_000_000, digits: 0),
      Vector(3, 1, 1_000_000, digits: 3),
      Vector(6, 1_705_449_600_000_001, 1_705_449_600_000_001_000, digits: 6),
      Vector(9, .max >> 1, .max, digits: 9),
      Vector(9, 1 << 63, nil, digits: 9),
      Vector(10, 19, 1, digits: 9),
      Vector(28, .max, 1, digits: 9),
      Vector(29, .max, 0, digits: 9),
      Vector(127, .max, 0, digits: 9),
      Vector(0x80, 2, 2_000_000_000, digits: 9),
      Vector(0x81, 3, 1_500_000_000, digits: 9),
      // 2^-30 s is 0.93 ns.
      Vector(0x80 | 30, (1 << 30) + 2, 1_000_000_001, digits: 9),
      Vector(0x80 | 32, 1 << 31, 500_000_000, digits: 9),
      Vector(0x80 | 63, 3 << 62, 1_500_000_000, digits: 9),
      Vector(0x80 | 64, 1 << 63, 500_000_000, digits: 9),
      Vector(0x80 | 127, .max, 0, digits: 9),
      Vector(0x80, .max, nil, digits: 9),
      Vector(6, 0, 3_000_000_000, digits: 6, offset: 3),
      Vector(6, 4_000_000, 1_000_000_000, digits: 6, offset: -3),
      Vector(6, 2_000_000, nil, digits: 6, offset: -3),
      Vector(6, 0, nil, digits: 6, offset: .min),
      Vector(6, 0, nil, digits: 6, offset: .max),
    ]
  }

  @Test(arguments: Vector.all)
  func time(_ vector: Vector) {
    let clock = TickClock(
      resolution: vector.resolution, offset: vector.offset)
    let expected = vector.nanoseconds.flatMap {
      Timestamp(nanoseconds: $0, fractionDigits: vector.digits)
    }
    #expect(clock.fractionDigits == vector.digits)
    #expect(clock.timestamp(vector.ticks) == expected)
  }

  /// The same as in 128 bits.
  @Test func randomTimes() {
    var random = SeededGenerator()
    print(random)
    for _ in 0..<20_000 {
      let exponent = UInt8.random(in: 0...127, using: &random)
      let isBinary = Bool.random(using: &random)
      let ticks = random.next() >> UInt64.random(in: 0...63, using: &random)
      var value = UInt128(ticks) * 1_000_000_000
      for _ in 0..<exponent { value /= isBinary ? 2 : 10 }
      let clock = TickClock(resolution: exponent | (isBinary ? 0x80 : 0))
      #expect(
        clock.timestamp(ticks)?.nanoseconds == Int64(exactly: value),
        "\(ticks) at \(clock)")
    }
  }
}
