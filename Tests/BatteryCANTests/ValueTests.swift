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
    #expect(Current(-505, decimals: 1).description == "-50.5 A")
    #expect(Percentage(97).description == "97 %")
    #expect(Charge(100).description == "100 Ah")
    #expect(Energy(512, decimals: 2).description == "5.12 kWh")
    #expect(Power(-1200).description == "-1200 W")
    #expect(Seconds(5).description == "5 s")
    #expect(Voltage(532, decimals: 1).doubleValue == 53.2)
  }

  @Test func versionsCompareByTheirParts() {
    #expect(Version(1, 9) < Version(1, 10))
    #expect(Version(1, 10) < Version(2, 0))
    #expect(!(Version(2, 0) < Version(1, 10)))
    #expect(Version(2, 30).description == "2.30")
  }

  @Test func timesPrintAsISO8601() {
    let time = CalendarTime(
      year: 2024, month: 5, day: 1, hour: 12, minute: 30, second: 9)
    #expect(time?.description == "2024-05-01T12:30:09")
    let none = CalendarTime(
      year: 2024, month: 13, day: 1, hour: 12, minute: 30, second: 9)
    #expect(none == nil)
  }

  @Test func faultSetsOfPairsAndOfBits() {
    var pairs = FaultSet(table: .sunnyIslandAlarms)
    #expect(pairs.isEmpty && !pairs.contains(.cellImbalance))
    pairs.insert(.cellImbalance)
    #expect(!pairs.isEmpty && pairs.contains(.cellImbalance))
    #expect(!pairs.contains(.overVoltage))
    var bits = FaultSet(table: .pylontechProtections)
    bits.insert(.underVoltage)
    #expect(bits.contains(.underVoltage) && !bits.contains(.systemError))
  }
}
