// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What one frame shows of the bus that it is on.
struct Observation: Sendable {
  /// What it says about the bus.
  private(set) var weight = Weight.neutral
  /// What tells dialects apart.
  private(set) var clues = ClueSet()
  /// What it may change if it shows no clue that is new.
  private(set) var effects = Effects.conclusion
  /// Whether the identifier is one of the dialects that share none with others.
  private(set) var isOfOtherFamily = false
  /// Whether the identifier is none that anything is known from.
  private(set) var isStranger = false

  /// Whether it is one of limits, which every battery sends in each burst.
  var hasLimits: Bool { effects.contains(.limits) }

  /// What a frame says about the bus that it is on.
  enum Weight {
    /// A battery's inverter link has such frames.
    case fitting
    /// Only the identifier is one of a battery's inverter link.
    case unfitting
    /// Nothing.
    case neutral
  }

  /// Looks at the data of a classic frame.
  @inline(__always)
  init(_ payload: ClassicPayload, _ id: UInt16) {
    weight = weigh(payload, id)
    // What is not filled in says nothing about what it is.
    if payload.word == 0 {
      weight = .neutral
      if id <= 0x356 && id >= 0x351 || id >= 0x360 { clues = ClueSet() }
    }
    switch weight {
    case .fitting: effects.insert(.balance)
    case .unfitting: effects.insert(.other)
    case .neutral: break
    }
  }

  // MARK: Frame by frame

  /// Looks at the data as what the identifier stands for.
  ///
  /// Whatever needs memory of its own is a method that this one ends with, so that
  /// most frames are weighed without any.
  private mutating func weigh(_ payload: ClassicPayload, _ id: UInt16) -> Weight
  {
    switch id {
    case 0x00F: return note(.quickStop, if: payload.count == 0)
    // An inverter may have no battery, and others send these as well.
    case 0x300:
      return note(.rapidShutdown, if: payload.count == 8 && payload.word <= 1)
    case 0x301:
      return note(
        .pollOfGrowatt,
        if: payload.count == 8 && payload.word == 0x8877_6655_4433_2211)
    case 0x305: return weighKeepAlive(payload)
    case 0x307:
      return note(
        .gateway,
        if: payload.count == 8 && payload.word == 0x0043_4956_7856_3412)
    case 0x30F:
      return see(
        .remoteCommand,
        if: payload.count == 8 && payload[0] <= 2 && payload.word &>> 8 == 0)
    case 0x351: return weighLimits(payload)
    case 0x354: return weighCapacity(payload)
    case 0x355: return weighStateOfCharge(payload)
    case 0x356: return weighMeasurements(payload)
    case 0x359: return weighAlarms(payload)
    case 0x35A: return weighAlarmPairs(payload)
    case 0x35B:
      return see(.events, if: payload.count > 0 && payload.word < 0x20)
    case 0x35C: return weighRequests(payload)
    case 0x35E: return weighManufacturer(payload)
    case 0x35F: return weighBatteryInfo(payload)
    // Others send these as well.
    case 0x360:
      return note(
        .chargeRequest,
        if: payload.count > 0 && (payload[0] == 0 || payload[0] == 0xFF)
          && payload.word &>> 8 == 0)
    case 0x361:
      return note(.extremesOfDeye, if: payload.hasCells(0, 2, .little))
    case 0x363: return note(.versionsOfDeye, if: payload.count == 4)
    case 0x364: return note(.modulesOfDeye, if: payload.hasModulesOfDeye)
    case 0x370, 0x371: return weighNameOrExtremes(payload, id)
    case 0x372:
      if payload.count == 4 { return note(.firmware, if: true) }
      return note(.moduleCounts, if: payload.hasModuleCounts)
    case 0x373:
      if payload.count == 4 { return note(.protocolVersion, if: true) }
      return weighExtremesInKelvin(payload)
    case 0x374...0x377: return weighText(payload, .positions)
    case 0x378: return note(.energies, if: payload.hasEnergies)
    case 0x379:
      return note(
        .installedCapacity,
        if: payload.count == 8 && payload.u16(0) > 0 && payload.u16(0) <= 10_000
          && payload.word &>> 40 == 0)
    case 0x380, 0x381: return weighText(payload, .serialNumber)
    case 0x382: return weighText(payload, .family)
    case 0x311, 0x313, 0x319, 0x400, 0x405, 0x40A, 0x500, 0x502:
      return weighOtherFamily(payload, id)
    // Known, but nothing to be learnt from it.
    case 0x302...0x304, 0x306, 0x308, 0x309, 0x312, 0x314...0x318, 0x320,
      0x321, 0x358, 0x401...0x404, 0x406...0x40D, 0x41E, 0x501, 0x503...0x505,
      0x5F0...0x5F4, 0x70D:
      return .neutral
    default:
      isStranger = true
      effects.insert(.other)
      return .neutral
    }
  }

  /// Takes what only batteries show.
  private mutating func see(_ clue: Clue, if isTrue: Bool) -> Weight {
    guard isTrue else { return .neutral }
    clues.insert(clue)
    return .fitting
  }

  /// Takes what may be there without a battery.
  private mutating func note(_ clue: Clue, if isTrue: Bool) -> Weight {
    if isTrue { clues.insert(clue) }
    return .neutral
  }

  /// Frames of dialects that share none with others, which are counted apart.
  @inline(never)
  private mutating func weighOtherFamily(
    _ payload: ClassicPayload, _ id: UInt16
  ) -> Weight {
    isOfOtherFamily = true
    effects.insert(.other)
    switch id {
    case 0x311: return weigh(payload, .growattLimits, .limitsOfGrowatt)
    case 0x313:
      return weigh(payload, .growattMeasurements, .measurementsOfGrowatt)
    case 0x319: return see(.requestsOfGrowatt, if: payload.hasCells(1, 3, .big))
    case 0x400: return weigh(payload, .limits, .limitsOfPytes)
    case 0x405: return weigh(payload, .measurements, .measurementsOfPytes)
    case 0x500:
      return weigh(payload, .samsungMeasurements, .measurementsOfSamsung)
    case 0x502: return weigh(payload, .samsungLimits, .limitsOfSamsung)
    default:
      return see(
        .nameOfPytes, if: payload.hasPrefix(["P", "Y", "T", "E", "S"]))
    }
  }

  /// Frames whose voltage must be one of a 48 V battery.
  private mutating func weigh(
    _ payload: ClassicPayload, _ layout: MessageLayout, _ clue: Clue
  ) -> Weight {
    if layout.kind == .limits { effects.insert(.limits) }
    guard payload.count == 8, MessageView(payload, layout).hasUsualRange else {
      return .unfitting
    }
    clues.insert(clue)
    return .fitting
  }

  @inline(never)
  private mutating func weighText(
    _ payload: ClassicPayload, _ clue: Clue
  ) -> Weight {
    note(clue, if: payload.isText)
  }

  @inline(never)
  private mutating func weighExtremesInKelvin(
    _ payload: ClassicPayload
  ) -> Weight {
    note(.extremesInKelvin, if: payload.hasExtremesInKelvin)
  }

  private mutating func weighKeepAlive(_ payload: ClassicPayload) -> Weight {
    guard payload.count == 8 else { return .neutral }
    if payload.word == 0 { return note(.keepAlive, if: true) }
    if payload.hasClock { return note(.clock, if: true) }
    let isUsual =
      payload.u16(0) >= 200 && payload.u16(0) <= 700
      && payload.u16(6) <= 1000 && payload.s16(4) >= -400
      && payload.s16(4) <= 1000
    return note(.sunnyIsland, if: isUsual)
  }

  private mutating func weighLimits(_ payload: ClassicPayload) -> Weight {
    effects.insert(.limits)
    guard payload.count >= 6 else { return .unfitting }
    if payload.hasUsualLimits(.little) {
      clues.insert(.limits)
      if payload.count < 8 { clues.insert(.shortLimits) }
      return .fitting
    }
    return payload.hasUsualLimits(.big)
      ? see(.reversedLimits, if: true) : .unfitting
  }

  private mutating func weighStateOfCharge(_ payload: ClassicPayload) -> Weight
  {
    guard payload.count >= 4 else { return .unfitting }
    let (soc, soh) = (payload.u16(0), payload.u16(2))
    guard soc <= 100 || soc == 0xFFFF, soh <= 110 || soh == 0xFFFF else {
      // With its bytes reversed, which only goes with limits like that.
      return payload[0] == 0 && payload[1] <= 100 ? .neutral : .unfitting
    }
    clues.insert(.stateOfCharge)
    if payload.count == 4 { clues.insert(.shortStateOfCharge) }
    if payload.count == 6 { clues.insert(.sixByteSOC) }
    if payload.hasCells(4, 6, .little) {
      clues.insert(.cellsInSOC)
    } else if payload.count >= 6 {
      let fine = Int32(payload.u16(4))
      let hundredths = Int32(soc) &* 100
      if fine == 0xFFFF, payload.count == 8, soc <= 100, soh <= 110,
        payload.u16(6) >= 10, payload.u16(6) <= 30_000
      {
        clues.insert(.remainingInSOC)
      }
      if fine > 0, fine >= hundredths &- 100, fine <= hundredths &+ 100,
        fine <= 10_000
      {
        clues.insert(.fineSOC)
      }
    }
    return .fitting
  }

  private mutating func weighMeasurements(_ payload: ClassicPayload) -> Weight {
    guard payload.count >= 6 else { return .unfitting }
    let voltage = payload.u16(0)
    if voltage >= 200, voltage <= 700 {
      clues.insert(.tenthsOfVolts)
    } else if voltage.byteSwapped >= 2000, voltage.byteSwapped <= 7000,
      voltage != 0x8000, voltage < 2000 || voltage > 7000
    {
      // With its bytes reversed, which only goes with limits like that.
      return .neutral
    } else if voltage != 0, voltage != 0x8000,
      voltage < 2000 || voltage > 7000
    {
      return .unfitting
    } else if voltage >= 2000, voltage <= 7000 {
      clues.insert(.hundredthsOfVolts)
    }
    clues.insert(.measurements)
    if payload.count == 6 { clues.insert(.shortMeasurements) }
    return .fitting
  }

  private mutating func weighAlarms(_ payload: ClassicPayload) -> Weight {
    guard payload.count >= 7 else { return .unfitting }
    let mark = (payload[5], payload[6])
    switch mark {
    case (UInt8(ascii: "P"), UInt8(ascii: "N")): clues.insert(.markPN)
    case (UInt8(ascii: "P"), UInt8(ascii: "Y")): clues.insert(.markPY)
    case (UInt8(ascii: "V"), UInt8(ascii: "M")): clues.insert(.markVM)
    default:
      // All of one sort of pairs: no table of bits looks like that.
      if payload.word & 0xFFFF == 0xAAAA {
        return see(.pairsInAlarms, if: true)
      }
      let capacity = payload.u16(5)
      if capacity == 0, payload.count == 8 {
        clues.insert(payload[7] != 0 ? .onlineBitsInAlarms : .noMark)
      } else if capacity >= 10, capacity <= 3000 {
        clues.insert(.capacityInAlarms)
      }
    }
    clues.insert(.alarms)
    if payload.count == 7 { clues.insert(.shortAlarms) }
    return .fitting
  }

  private mutating func weighAlarmPairs(_ payload: ClassicPayload) -> Weight {
    if payload.count == 7 { return see(.shortAlarmPairs, if: true) }
    guard payload.count == 8, payload.countOfThrees <= 2 else {
      return .unfitting
    }
    return see(.alarmPairs, if: true)
  }

  private mutating func weighRequests(_ payload: ClassicPayload) -> Weight {
    guard payload.count > 0, payload[0] & 0x06 == 0,
      payload.count == 1 || payload[1] == 0
    else { return .unfitting }
    clues.insert(.requests)
    if payload.count <= 2 { clues.insert(.shortRequests) }
    if payload.count >= 4, payload.u16(2) != 0 {
      clues.insert(.cyclesInRequests)
    }
    return .fitting
  }

  private mutating func weighManufacturer(_ payload: ClassicPayload) -> Weight {
    guard WireText(payload).count >= 2 else { return .neutral }
    let clue: Clue =
      if payload.hasPrefix(["P", "Y", "L", "O", "N"]) {
        .namePylon
      } else if payload.hasPrefix(["D", "E", "Y", "E"]) {
        .nameDeye
      } else if payload.hasPrefix(["D", "Y"]), payload.count > 2,
        payload[2] >= 0x30, payload[2] <= 0x39
      {
        .nameDY
      } else if payload.hasPrefix(["P", "Y", "T", "E", "S"]) {
        .namePytes
      } else if payload.hasPrefix(["B", "Y", "D"]) {
        .nameBYD
      } else if payload.hasPrefix(["S", "H", "E", "n", "e", "r", "g", "y"]) {
        .nameSHEnergy
      } else if payload.hasPrefix(["A", "M", "A", "S", "S"])
        || payload.hasPrefix(["D", "Y", "N", "E", "S", "S"])
      {
        .nameSofar
      } else if payload.hasPrefix(["R", "E", "C", "-", "B", "M", "S"]) {
        .nameREC
      } else if payload.hasPrefix(["D", "I", "S", "C", "O", "V", "E", "R"]) {
        .nameDiscover
      } else if payload.hasPrefix(["M", "G", "-", "B", "M", "S"]) {
        .nameMG
      } else {
        .nameOther
      }
    return see(clue, if: true)
  }

  private mutating func weighBatteryInfo(_ payload: ClassicPayload) -> Weight {
    guard payload.count == 8 else { return .neutral }
    clues.insert(.info)
    if payload.hasPrefix(["L", "I"]) { clues.insert(.infoPylontech) }
    if payload.hasPrefix(["L", "i"]) { clues.insert(.infoBYD) }
    return .fitting
  }

  private mutating func weighCapacity(_ payload: ClassicPayload) -> Weight {
    guard payload.count == 8 else { return .neutral }
    if payload.word == 0x0000_0003_1F00_C004 {
      return see(.capacityOfLG, if: true)
    }
    let (nominal, remaining) = (payload.u16(0), payload.u16(2))
    return see(
      .capacityOfDiscover,
      if: nominal >= 10 && remaining <= nominal && payload.word &>> 32 == 0)
  }

  private mutating func weighNameOrExtremes(
    _ payload: ClassicPayload, _ id: UInt16
  ) -> Weight {
    if payload.isText { return note(.textName, if: true) }
    if id == 0x370 {
      return note(.numericExtremes, if: payload.hasCells(4, 6, .little))
    }
    let isLimits =
      payload.count == 4 && payload.s16(0) >= 0 && payload.s16(2) >= 0
    return note(.onGridLimits, if: isLimits)
  }
}

// MARK: - What a payload looks like

extension MessageView {
  /// Whether the voltage is one of a 48 V battery.
  fileprivate var hasUsualRange: Bool {
    Self.isPlausible(payload, layout)
  }
}

extension ClassicPayload {
  fileprivate enum Order { case little, big }

  fileprivate func u16(_ byte: Int) -> UInt16 {
    UInt16(word.byte(byte)) | UInt16(word.byte(byte &+ 1)) << 8
  }

  fileprivate func s16(_ byte: Int) -> Int16 { Int16(bitPattern: u16(byte)) }

  fileprivate func u16(_ byte: Int, _ order: Order) -> UInt16 {
    order == .little ? u16(byte) : u16(byte).byteSwapped
  }

  /// Whether 0x351 has limits of a 48 V battery, or says that it has none.
  fileprivate func hasUsualLimits(_ order: Order) -> Bool {
    let voltage = u16(0, order)
    let isUsual = voltage >= 200 && voltage <= 700
    let isUnset = voltage == 0xFFFF || word == 0
    guard isUsual || isUnset else { return false }
    guard isUsual, count == 8 else { return true }
    let cutOff = u16(6, order)
    return cutOff == 0 || cutOff == 0xFFFF || (cutOff >= 100 && cutOff <= 700)
  }

  /// Whether two numbers are a higher and a lower cell voltage.
  fileprivate func hasCells(_ high: Int, _ low: Int, _ order: Order) -> Bool {
    guard count >= max(high, low) &+ 2 else { return false }
    let (highest, lowest) = (u16(high, order), u16(low, order))
    return lowest >= 2000 && highest <= 4500 && highest >= lowest
      && highest &- lowest <= 1500
  }

  fileprivate var hasModulesOfDeye: Bool {
    guard count >= 5 else { return false }
    let total = UInt16(self[4])
    let sum = UInt16(self[0]) &+ UInt16(self[1]) &+ UInt16(self[2])
    return total > 0 && total <= 64 && sum &+ UInt16(self[3]) <= total &* 2
  }

  fileprivate var hasModuleCounts: Bool {
    guard count == 8 || count == 2, u16(0) <= 64 else { return false }
    return count == 2 || (u16(2) <= 64 && u16(4) <= 64 && u16(6) <= 64)
  }

  fileprivate var hasExtremesInKelvin: Bool {
    func isTemperature(_ kelvin: UInt16) -> Bool {
      kelvin == 0 || (kelvin >= 223 && kelvin <= 373)
    }
    return count == 8 && hasCells(2, 0, .little)
      && isTemperature(u16(4)) && isTemperature(u16(6))
  }

  /// Below 10,000 MWh.
  fileprivate var hasEnergies: Bool {
    count == 8 && u16(2) < 0x600 && u16(6) < 0x600
  }

  fileprivate var hasClock: Bool {
    count == 8 && self[0] < 60 && self[1] < 60 && self[2] < 24 && self[3] >= 1
      && self[3] <= 31 && self[4] >= 1 && self[4] <= 12 && self[5] >= 15
      && self[5] < 80 && word &>> 48 == 0
  }

  /// Whether there are printable characters, and only zeros behind them.
  fileprivate var isText: Bool {
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
  fileprivate var countOfThrees: Int {
    (word & word &>> 1 & 0x5555_5555_5555_5555).nonzeroBitCount
  }

  fileprivate func hasPrefix<let length: Int>(
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
}
