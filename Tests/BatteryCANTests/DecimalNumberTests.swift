// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import TestSupport
import Testing

@Suite struct DecimalTests {
  @Test(arguments: [
    (Int64(532), UInt8(1), "53.2"), (0, 0, "0"), (0, 2, "0.00"),
    (5, 2, "0.05"), (-5, 2, "-0.05"), (-27, 1, "-2.7"), (100, 0, "100"),
    (.min, 0, "-9223372036854775808"), (.max, 9, "9223372036.854775807"),
    (1, 200, "0.000000001"),
  ])
  func prints(significand: Int64, decimals: UInt8, expected: String) {
    #expect(
      DecimalNumber(significand, decimals: decimals).description == expected)
  }

  @Test func comparesAcrossDecimals() {
    #expect(DecimalNumber(532, decimals: 1) == DecimalNumber(5320, decimals: 2))
    #expect(DecimalNumber(532, decimals: 1) < DecimalNumber(5321, decimals: 2))
    #expect(
      DecimalNumber(-532, decimals: 1) > DecimalNumber(-5321, decimals: 2))
    #expect(DecimalNumber(.max) > DecimalNumber(1, decimals: 9))
    #expect(DecimalNumber(.min) < DecimalNumber(-1, decimals: 9))
    #expect(DecimalNumber(.max) > DecimalNumber(.max, decimals: 9))
    #expect(DecimalNumber(532, decimals: 1).doubleValue == 53.2)
  }

  @Test func rescales() {
    #expect(
      DecimalNumber(532, decimals: 1).rescaled(to: 2)?.significand == 5320)
    #expect(
      DecimalNumber(5320, decimals: 2).rescaled(to: 1)?.significand == 532)
    #expect(DecimalNumber(5321, decimals: 2).rescaled(to: 1) == nil)
    #expect(DecimalNumber(.max).rescaled(to: 1) == nil)
    #expect(DecimalNumber(1).rescaled(to: 10) == nil)
  }

  @Test func quantitiesPrintTheirUnit() {
    #expect(Voltage(532, decimals: 1).description == "53.2 V")
    #expect(Temperature(-5).description == "-5 °C")
    #expect(Count(4).description == "4")
    #expect(Voltage(532, decimals: 1) < Voltage(533, decimals: 1))
  }
}
