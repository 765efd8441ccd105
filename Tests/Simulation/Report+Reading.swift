// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

extension Report {
  /// What a dialect says of the report in a slot, or `nil` if nothing.
  func reading(
    of slot: Slot, _ dialect: Dialect
  ) -> Reading<FieldValue>? {
    // Batteries that are known leave these bits unused.
    guard slot.rule != .disputedPair else { return nil }
    switch slot.field {
    case .protections, .alarms, .warnings:
      return faults(of: slot).map { .value(.faults($0)) }
    case .chargeEnabled: return .value(.flag(requests.chargeEnabled))
    case .dischargeEnabled: return .value(.flag(requests.dischargeEnabled))
    case .forceCharge:
      return requests.forceCharge ? .value(.flag(true)) : nil
    case .forceChargeKind:
      guard requests.forceCharge, let table = slot.codeTable else { return nil }
      return .value(.code(Code(Self.forceChargeCode(table), in: table)))
    case .fullCharge, .recalibrationStart:
      return .value(.flag(asksForFullCharge(in: slot)))
    case .manufacturer:
      return .value(.text(WireText(Self.manufacturer(dialect))))
    default: return number(of: slot.field).map { .value(.number($0)) }
    }
  }

  /// Whether a slot asks for a full charge: a byte has one request at a time, and
  /// the other one comes first.
  func asksForFullCharge(in slot: Slot) -> Bool {
    requests.fullCharge && !(slot.coding == .match && requests.forceCharge)
  }

  private func number(of field: Field) -> DecimalNumber? {
    let decimal = DecimalNumber.init
    switch field {
    case .chargeVoltageLimit: return decimal(limits.chargeVoltage, 1)
    case .chargeCurrentLimit, .onGridChargeCurrentLimit:
      return decimal(limits.chargeCurrent, 1)
    case .dischargeCurrentLimit, .onGridDischargeCurrentLimit:
      return decimal(limits.dischargeCurrent, 1)
    case .dischargeVoltageLimit: return decimal(limits.dischargeVoltage, 1)
    case .soc, .inverterSOC: return decimal(charge.soc, 0)
    case .chargeVoltageSetPoint: return decimal(limits.chargeVoltage, 1)
    case .soh, .inverterSOH: return decimal(99, 0)
    case .remainingCapacity: return decimal(charge.remaining, 1)
    case .inverterVoltage: return decimal(measurements.voltage / 10, 1)
    case .voltage: return decimal(measurements.voltage, 2)
    case .current, .inverterCurrent: return decimal(measurements.current, 1)
    case .temperature, .inverterTemperature:
      return decimal(measurements.temperature, 1)
    case .temperatureMax, .temperatureMin:
      // In whole degrees for those that send no tenths.
      return decimal(measurements.temperature / 10, 0)
    case .cellVoltageMax: return decimal(measurements.cells.max, 3)
    case .cellVoltageMin: return decimal(measurements.cells.min, 3)
    case .cellVoltageDifference:
      return decimal(measurements.cells.max - measurements.cells.min, 3)
    case .moduleCount, .modulesOnline: return decimal(modules, 0)
    case .onlineModules: return decimal((1 << modules) - 1, 0)
    case .capacity: return decimal(100 * modules, 0)
    case .cycles: return decimal(112, 0)
    default: return nil
    }
  }

  /// The code for the only kind of a dialect, or for the second bit of two: that
  /// one Pylontech recommends.
  private static func forceChargeCode(_ table: CodeTable) -> UInt8 {
    switch table {
    case .forceChargeFromBit4: 0b01
    case .chargeRequest: 0xFF
    case .remoteCommand: 1
    case .forceChargeFromBit5: 0b01
    default: 1
    }
  }

  /// What the bits of a slot are to say: protections and alarms, or both in one
  /// where the dialect has no protections.
  func faults(of slot: Slot) -> FaultSet? {
    guard let table = slot.faultTable else { return nil }
    var faults = FaultSet(table: table)
    let areProtections =
      table.hasPairs ? slot.field == .alarms : slot.field == .protections
    for trouble in Trouble.allCases
    where troubles[trouble] && trouble.isProtection == areProtections {
      _ = trouble.faults.contains { faults.insert($0) }
    }
    return faults
  }

  private static func manufacturer(_ dialect: Dialect) -> ClassicPayload {
    let name: StaticString =
      switch dialect {
      case .sofar: "AMASS"
      case .victron: "BYD"
      case .sma: "SMA-LI"
      case .deye: "DY001"
      case .luxpower: "LuxPower"
      case .growatt: "AA"
      case .seplos: "SHEnergy"
      default: "PYLON"
      }
    var word: UInt64 = 0
    for (index, byte) in name.description.utf8.enumerated() {
      word |= UInt64(byte) << UInt64(8 * index)
    }
    return ClassicPayload(word: word, count: name.utf8CodeUnitCount)
  }
}
