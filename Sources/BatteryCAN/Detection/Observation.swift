// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What one frame shows of the bus that it is on.
///
/// Here stands what the frames look like that several dialects share. What a single
/// dialect has stands in its definition.
struct Observation: Sendable {
  /// What it says about the bus.
  private(set) var weight = Weight.neutral
  /// What tells dialects apart.
  private(set) var clues = ClueSet()
  /// What it may change if it shows no clue that is new.
  private(set) var effects = Effects.conclusion
  /// Whether the identifier is one of the dialects that share none with others.
  private(set) var isOfOtherFamily = false
  /// Whether no form and no trait is of the identifier.
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
    if let place = DialectTable.place(of: id) {
      isStranger = false
      if DialectTable.mayHaveTrait(id, length: payload.count) {
        takeTraits(payload, id, from: place)
      }
    }
    if isStranger { effects.insert(.other) }
    // What is not filled in says nothing about what it is.
    if payload.word == 0 {
      weight = .neutral
      if id <= 0x356 && id >= 0x351 || id >= 0x360 {
        clues = ClueSet()
        // But for its length.
        if id == 0x355, payload.count == 6 { clues.insert(.sixByteSOC) }
      }
    }
    switch weight {
    case .fitting: effects.insert(.balance)
    case .unfitting: effects.insert(.other)
    case .neutral: break
    }
  }

  // MARK: Traits of single dialects

  /// Looks for the traits of all dialects with an identifier.
  @inline(never)
  private mutating func takeTraits(
    _ payload: ClassicPayload, _ id: UInt16, from first: Int
  ) {
    if id & 0x7F8 != 0x300, id < 0x351 || id > 0x3FF { effects.insert(.other) }
    let count = UInt8(truncatingIfNeeded: payload.count)
    let name = id == 0x35E ? payload.lettersOfName : 0
    var place = first
    while let entry = DialectTable.entry(place, of: id) {
      place &+= 1
      guard entry.length == .max || entry.length == count else { continue }
      let isSeen: Bool
      switch entry.kind {
      case .name: isSeen = (name ^ entry.word) & entry.mask == 0
      case .word: isSeen = (payload.word ^ entry.word) & entry.mask == 0
      case .predicate: isSeen = entry.isSeen(payload)
      case .layout:
        takeLayout(entry, payload, id)
        continue
      }
      guard isSeen else { continue }
      if entry.isTelling { weight = .fitting }
      clues.insert(trait: Int(entry.index), of: entry.dialect)
    }
  }

  /// Looks whether the layout of a dialect recognises a frame.
  @inline(never)
  private mutating func takeLayout(
    _ entry: DialectTable.Entry, _ payload: ClassicPayload, _ id: UInt16
  ) {
    isOfOtherFamily = true
    effects.insert(.other)
    guard
      let layout = Dialect(rawValue: entry.dialect)?.listedLayout(of: id)
    else { return }
    if layout.kind == .limits { effects.insert(.limits) }
    let view = MessageView(payload, layout)
    guard payload.count >= Int(layout.length),
      MessageView.isPlausible(payload, view.layout)
    else {
      if weight == .neutral { weight = .unfitting }
      return
    }
    weight = .fitting
    clues.insert(trait: Int(entry.index), of: entry.dialect)
  }

  // MARK: Frames that several dialects share

  /// Looks at the data as what the identifier stands for.
  ///
  /// Whatever needs memory of its own is a method that this one ends with, so that
  /// most frames are weighed without any.
  private mutating func weigh(_ payload: ClassicPayload, _ id: UInt16) -> Weight
  {
    switch id {
    case 0x305:
      if payload.word != 0 {
        // The battery may have sent it, so that it is looked at each time.
        effects.insert(.other)
        return note(.measuringInverter, if: payload.isOfSunnyIsland)
      }
      return note(.keepAlive, if: payload.count == 8)
    case 0x351: return weighLimits(payload)
    case 0x355: return weighStateOfCharge(payload)
    case 0x356: return weighMeasurements(payload)
    case 0x359: return weighAlarms(payload)
    case 0x35A: return weighAlarmPairs(payload)
    case 0x35B:
      return see(.events, if: payload.count > 0 && payload.word < 0x20)
    case 0x35C: return weighRequests(payload)
    case 0x35E: return see(.name, if: WireText(payload).count >= 2)
    case 0x35F: return see(.info, if: payload.count == 8)
    // Others send these as well.
    case 0x360:
      return note(
        .chargeRequest,
        if: payload.count > 0 && (payload[0] == 0 || payload[0] == 0xFF)
          && payload.word &>> 8 == 0)
    case 0x070, 0x370: return weighNameOrExtremes(payload, id)
    case 0x371: return weighText(payload, .textName)
    case 0x372: return note(.moduleCounts, if: payload.hasModuleCounts)
    case 0x373: return weighExtremesInKelvin(payload)
    case 0x374...0x377: return weighText(payload, .positions)
    case 0x378: return note(.energies, if: payload.hasEnergies)
    case 0x379:
      return note(
        .installedCapacity,
        if: payload.count == 8 && payload.u16(0) > 0
          && payload.u16(0) <= 10_000 && payload.word &>> 40 == 0)
    case 0x380, 0x381: return weighText(payload, .serialNumber)
    case 0x382: return weighText(payload, .family)
    default:
      isStranger = true
      return .neutral
    }
  }

  /// Takes what only batteries show.
  private mutating func see(_ form: Form, if isTrue: Bool) -> Weight {
    guard isTrue else { return .neutral }
    clues.insert(form)
    return .fitting
  }

  /// Takes what may be there without a battery.
  private mutating func note(_ form: Form, if isTrue: Bool) -> Weight {
    if isTrue { clues.insert(form) }
    return .neutral
  }

  @inline(never)
  private mutating func weighText(
    _ payload: ClassicPayload, _ form: Form
  ) -> Weight {
    note(form, if: payload.isText)
  }

  @inline(never)
  private mutating func weighExtremesInKelvin(
    _ payload: ClassicPayload
  ) -> Weight {
    note(.extremesInKelvin, if: payload.hasExtremesInKelvin)
  }

  private mutating func weighLimits(_ payload: ClassicPayload) -> Weight {
    effects.insert(.limits)
    guard payload.count >= 6 else { return .unfitting }
    if payload.hasUsualLimits(.little) {
      clues.insert(.limits)
      if payload.count < 8 { clues.insert(.shortLimits) }
      return .fitting
    }
    if payload.hasUsualLimits(.big) { return see(.reversedLimits, if: true) }
    return payload.hasLimitsInHundredths
      ? see(.limitsInHundredths, if: true) : .unfitting
  }

  private mutating func weighStateOfCharge(_ payload: ClassicPayload) -> Weight
  {
    guard payload.count >= 4 else { return .unfitting }
    let (soc, soh) = (payload.u16(0), payload.u16(2))
    if payload.count == 6, soc < 256 { clues.insert(.sixByteSOC) }
    guard soc <= 100 || soc == 0xFFFF, soh <= 110 || soh == 0xFFFF else {
      // With its bytes reversed, which only goes with limits like that.
      return payload[0] == 0 && payload[1] <= 100 ? .neutral : .unfitting
    }
    clues.insert(.stateOfCharge)
    if payload.count == 4 { clues.insert(.shortStateOfCharge) }
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
    if payload.hasAlarmPairs { return see(.pairsInAlarms, if: true) }
    clues.insert(.alarms)
    if payload.count == 7 { clues.insert(.shortAlarms) }
    if payload.hasAlarmMark {
      clues.insert(.mark)
    } else if payload.hasCapacityInAlarms {
      clues.insert(.capacityInAlarms)
    } else if payload.u16(5) == 0, payload.count == 8, payload.word != 0 {
      clues.insert(payload[7] != 0 ? .onlineBitsInAlarms : .noMark)
    }
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

  @inline(never)
  private mutating func weighNameOrExtremes(
    _ payload: ClassicPayload, _ id: UInt16
  ) -> Weight {
    if id == 0x370, payload.isText { return note(.textName, if: true) }
    let cells = (payload.u16(6), payload.u16(4))
    return note(
      .numericExtremes,
      if: payload.hasCells(4, 6, .little)
        || (cells.0 >= 200 && cells.0 <= cells.1 && cells.1 <= 450))
  }
}

extension DialectTable.Entry {
  /// Whether a frame has what the trait looks for.
  @inline(never)
  fileprivate func isSeen(_ payload: ClassicPayload) -> Bool {
    Dialect(rawValue: dialect)?.trait(Int(index)).isSeen(payload) == true
  }
}

extension ClassicPayload {
  /// The letters of the name that 0x35E spells, without blanks before them and with
  /// one byte a letter.
  fileprivate var lettersOfName: UInt64 {
    var letters = word
    if WireText.isWide(self) {
      let name = WireText(self)
      letters = 0
      var index = 0
      while index < name.count {
        let shift = UInt64(widening: UInt32(truncatingIfNeeded: index) &* 8)
        letters |= UInt64(widening: UInt32(name[index])) &<< shift
        index &+= 1
      }
    }
    while letters & 0xFF == UInt64(widening: UInt32(UInt8(ascii: " "))) {
      letters &>>= 8
    }
    return letters
  }
}
