// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a frame that several dialects share looks like.
///
/// A form is content as well as an identifier: 0x351 with the limits of a 48 V
/// battery is one, 0x351 of a car is none. Some say that a message is sent at all,
/// and whether a dialect has it follows from its layouts; the others are shapes,
/// which a dialect lists: lengths, marks and scales.
enum Form: UInt8, Sendable {
  // Messages.
  case limits
  case stateOfCharge
  case measurements
  case alarms
  case alarmPairs
  case events
  case requests
  case name
  case info
  case chargeRequest
  case textName
  case numericExtremes
  case moduleCounts
  case extremesInKelvin
  case positions
  case energies
  case installedCapacity
  case serialNumber
  case family
  // Shapes.
  case shortLimits
  case reversedLimits
  case limitsInHundredths
  case shortStateOfCharge
  case sixByteSOC
  case fineSOC
  case cellsInSOC
  case remainingInSOC
  case shortMeasurements
  case tenthsOfVolts
  case hundredthsOfVolts
  case shortAlarms
  case mark
  case noMark
  case onlineBitsInAlarms
  case capacityInAlarms
  case pairsInAlarms
  case shortAlarmPairs
  case shortRequests
  case cyclesInRequests
  // What any inverter sends.
  case keepAlive
  case measuringInverter

  /// The message that it says is sent, and its identifier; `nil` for a shape.
  var message: (id: UInt16, kind: MessageKind)? {
    switch self {
    case .limits: (0x351, .limits)
    case .stateOfCharge: (0x355, .stateOfCharge)
    case .measurements: (0x356, .measurements)
    case .alarms: (0x359, .alarms)
    case .alarmPairs: (0x35A, .alarms)
    case .events: (0x35B, .events)
    case .requests: (0x35C, .requests)
    case .name: (0x35E, .manufacturer)
    case .info: (0x35F, .batteryInfo)
    case .chargeRequest: (0x360, .requests)
    case .textName: (0x370, .name)
    case .numericExtremes: (0x370, .extremes)
    case .moduleCounts: (0x372, .modules)
    case .extremesInKelvin: (0x373, .extremes)
    case .positions: (0x374, .extremePositions)
    case .energies: (0x378, .energy)
    case .installedCapacity: (0x379, .capacity)
    case .serialNumber: (0x380, .serialNumber)
    case .family: (0x382, .family)
    default: nil
    }
  }

  /// The place of its identifier among all of them: what speaks against a dialect
  /// counts once for each.
  var frame: UInt32 {
    switch self {
    case .limits, .shortLimits, .reversedLimits, .limitsInHundredths: 0
    case .stateOfCharge, .shortStateOfCharge, .sixByteSOC, .fineSOC,
      .cellsInSOC, .remainingInSOC:
      1
    case .measurements, .shortMeasurements, .tenthsOfVolts, .hundredthsOfVolts:
      2
    case .alarms, .shortAlarms, .mark, .noMark, .onlineBitsInAlarms,
      .capacityInAlarms, .pairsInAlarms:
      3
    case .alarmPairs, .shortAlarmPairs: 4
    case .events: 5
    case .requests, .shortRequests, .cyclesInRequests: 6
    case .info: 7
    case .chargeRequest: 8
    case .textName, .numericExtremes: 9
    case .moduleCounts: 10
    case .extremesInKelvin: 11
    case .positions: 12
    case .energies: 13
    case .installedCapacity: 14
    case .serialNumber: 15
    case .family: 16
    case .keepAlive, .measuringInverter: 17
    case .name: 18
    }
  }

  /// The form in words.
  var text: StaticString {
    switch self {
    case .limits: "351 has limits of a 48 V battery"
    case .shortLimits: "351 has 6 bytes"
    case .reversedLimits:
      "351 has limits of a 48 V battery only with its bytes reversed"
    case .limitsInHundredths: "351 has voltages in 0.01 V"
    case .stateOfCharge: "355 has a SOC"
    case .shortStateOfCharge: "355 has 4 bytes"
    case .fineSOC: "355 bytes 4-5 are the SOC in 0.01 %"
    case .sixByteSOC: "355 has 6 bytes"
    case .cellsInSOC: "355 bytes 4-7 are cell voltages"
    case .remainingInSOC: "355 bytes 4-5 are FFFF and bytes 6-7 a capacity"
    case .measurements: "356 has a voltage of a 48 V battery"
    case .shortMeasurements: "356 has 6 bytes"
    case .tenthsOfVolts: "356 has the voltage in 0.1 V"
    case .hundredthsOfVolts: "356 has the voltage in 0.01 V"
    case .alarms: "359 has alarms"
    case .shortAlarms: "359 has 7 bytes"
    case .mark: "359 carries a mark of two letters"
    case .capacityInAlarms: "359 bytes 5-6 are a capacity"
    case .onlineBitsInAlarms: "359 byte 7 has bits and bytes 5-6 have no mark"
    case .noMark: "359 has 8 bytes and no mark"
    case .pairsInAlarms: "359 has the bit pairs of 35A"
    case .alarmPairs: "35A has alarms in bit pairs"
    case .shortAlarmPairs: "35A has 7 bytes"
    case .events: "35B is sent"
    case .requests: "35C has requests"
    case .shortRequests: "35C has 1 or 2 bytes"
    case .cyclesInRequests: "35C bytes 2-3 are a count"
    case .name: "35E has a name"
    case .info: "35F is sent"
    case .chargeRequest: "360 has a charge request"
    case .textName: "370 and 371 are text"
    case .numericExtremes: "370 or 070 has cell voltages"
    case .moduleCounts: "372 has counts of modules"
    case .extremesInKelvin: "373 has cell voltages and kelvin"
    case .positions: "374 to 377 are text"
    case .energies: "378 has energies"
    case .installedCapacity: "379 has a capacity"
    case .serialNumber: "380 or 381 is text"
    case .family: "382 is text"
    case .keepAlive: "305 is eight zeros"
    case .measuringInverter: "305 has voltage, current and SOC"
    }
  }
}

/// A set of forms.
struct FormSet: Hashable, Sendable {
  private(set) var bits: UInt64 = 0

  init() {}

  private init(bits: UInt64) { self.bits = bits }

  init(
    _ f0: Form, _ f1: Form? = nil, _ f2: Form? = nil, _ f3: Form? = nil,
    _ f4: Form? = nil, _ f5: Form? = nil, _ f6: Form? = nil, _ f7: Form? = nil,
    _ f8: Form? = nil, _ f9: Form? = nil
  ) {
    insert(f0)
    let others: InlineArray<9, Form?> = [f1, f2, f3, f4, f5, f6, f7, f8, f9]
    var index = 0
    while index < 9 {
      if let form = others[index] { insert(form) }
      index &+= 1
    }
  }

  @inline(__always)
  mutating func insert(_ form: Form) {
    bits |= 1 &<< UInt64(widening: UInt32(form.rawValue))
  }

  @inline(__always)
  func contains(_ form: Form) -> Bool {
    bits & (1 &<< UInt64(widening: UInt32(form.rawValue))) != 0
  }

  var isEmpty: Bool { bits == 0 }

  /// The lowest of them, which is taken out.
  mutating func popFirst() -> Form? {
    guard bits != 0 else { return nil }
    let place = UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)
    bits &= bits &- 1
    return Form(rawValue: place)
  }

  @inline(__always)
  func union(_ other: FormSet) -> FormSet { FormSet(bits: bits | other.bits) }

  @inline(__always)
  func intersection(_ other: FormSet) -> FormSet {
    FormSet(bits: bits & other.bits)
  }

  @inline(__always)
  func subtracting(_ other: FormSet) -> FormSet {
    FormSet(bits: bits & ~other.bits)
  }

  @inline(__always)
  func isSuperset(of other: FormSet) -> Bool { other.bits & ~bits == 0 }
}

extension FormSet {
  /// The messages that every battery on 0x351 to 0x35F sends.
  static let burst = FormSet(.limits, .stateOfCharge, .measurements)

  /// 0x355 of 4 and of 6 bytes, of which a battery sends one.
  static let lengthsOfSOC = FormSet(.shortStateOfCharge, .sixByteSOC)
}
