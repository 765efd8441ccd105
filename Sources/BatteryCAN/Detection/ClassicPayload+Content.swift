// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What a payload looks like.
extension ClassicPayload {
  enum Order { case little, big }

  @inline(__always)
  func u16(_ byte: Int) -> UInt16 {
    UInt16(word.byte(byte)) | UInt16(word.byte(byte &+ 1)) << 8
  }

  @inline(__always)
  func s16(_ byte: Int) -> Int16 { Int16(bitPattern: u16(byte)) }

  @inline(__always)
  func u16(_ byte: Int, _ order: Order) -> UInt16 {
    order == .little ? u16(byte) : u16(byte).byteSwapped
  }

  /// Whether 0x351 has limits of a 48 V battery, or says that it has none.
  func hasUsualLimits(_ order: Order) -> Bool {
    let voltage = u16(0, order)
    let isUsual = voltage >= 200 && voltage <= 700
    let isUnset = voltage == 0xFFFF || word == 0
    guard isUsual || isUnset || voltage == 0 else { return false }
    guard !isUnset, count == 8 else { return isUsual || isUnset }
    let cutOff = u16(6, order)
    if cutOff >= 100, cutOff <= 700 { return true }
    // Some batteries state no cut-off voltage; one that stops everything with a
    // charge voltage limit of 0 V is recognised by it.
    return isUsual && (cutOff == 0 || cutOff == 0xFFFF)
  }

  /// Whether 0x351 has limits of a 48 V battery in steps of 0.01 V.
  var hasLimitsInHundredths: Bool {
    let (voltage, cutOff) = (u16(0), u16(6))
    return count == 8 && voltage >= 2000 && voltage <= 7000
      && (cutOff == 0 || (cutOff >= 1000 && cutOff < voltage))
  }

  /// Whether two numbers are a higher and a lower cell voltage.
  @inline(__always)
  func hasCells(_ high: Int, _ low: Int, _ order: Order) -> Bool {
    guard count >= max(high, low) &+ 2 else { return false }
    let (highest, lowest) = (u16(high, order), u16(low, order))
    return lowest >= 2000 && highest <= 4500 && highest >= lowest
      && highest &- lowest <= 1500
  }

  var hasModuleCounts: Bool {
    guard count == 8 || count == 2, u16(0) <= 64 else { return false }
    return count == 2 || (u16(2) <= 64 && u16(4) <= 64 && u16(6) <= 64)
  }

  var hasExtremesInKelvin: Bool {
    func isTemperature(_ kelvin: UInt16) -> Bool {
      kelvin == 0 || (kelvin >= 223 && kelvin <= 373)
    }
    return count == 8 && hasCells(2, 0, .little)
      && isTemperature(u16(4)) && isTemperature(u16(6))
  }

  /// Below 10,000 MWh.
  var hasEnergies: Bool {
    count == 8 && u16(2) < 0x600 && u16(6) < 0x600
  }

  var hasClock: Bool {
    count == 8 && self[0] < 60 && self[1] < 60 && self[2] < 24 && self[3] >= 1
      && self[3] <= 31 && self[4] >= 1 && self[4] <= 12 && self[5] >= 15
      && self[5] < 80 && word &>> 48 == 0
  }

  /// Whether there are printable characters, and only zeros behind them.
  var isText: Bool {
    var characters = 0
    var index = 0
    while index < count, self[index] >= 0x20, self[index] < 0x7F {
      characters &+= 1
      index &+= 1
    }
    while index < count {
      if self[index] != 0 { return false }
      index &+= 1
    }
    return characters >= 2
  }

  /// How many pairs of bits are 3.
  var countOfThrees: Int {
    (word & word &>> 1 & 0x5555_5555_5555_5555).nonzeroBitCount
  }

  func hasPrefix<let length: Int>(
    _ text: InlineArray<length, Unicode.Scalar>
  ) -> Bool {
    guard count >= length else { return false }
    var index = 0
    while index < length {
      if self[index] != UInt8(ascii: text[index]) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether it has a voltage, current, temperature and SOC as a Sunny Island sends.
  var isOfSunnyIsland: Bool {
    count == 8 && u16(0) >= 200 && u16(0) <= 700 && u16(6) <= 1000
      && s16(4) >= -400 && s16(4) <= 1000
  }
}
