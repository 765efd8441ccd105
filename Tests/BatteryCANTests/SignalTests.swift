// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// The typed names of the fields.
@Suite struct SignalTests {
  /// Compares what a message says by its typed names and by its fields.
  struct Comparison {
    let message: BatteryMessage
    /// The fields that have a typed name.
    var named: [Field] = []
    /// Those that have a value in the message.
    var values: [Field] = []

    mutating func compare<Value>(_ signals: [Signal<Value>]) {
      for signal in signals {
        named.append(signal.field)
        let reading = message[signal]
        // A value of another type would have been absent.
        #expect(reading.map { $0.fieldValue } == message[field: signal.field])
        if case .value = reading { values.append(signal.field) }
      }
    }

    mutating func compareAll() {
      compare(
        [
          .chargeVoltageLimit, .dischargeVoltageLimit, .voltage,
          .cellVoltageMax,
          .cellVoltageMin, .cellVoltageAverage, .cellVoltageDifference,
          .trayVoltageAverage, .trayVoltageMax, .trayVoltageMin, .cellVoltage1,
          .cellVoltage2, .cellVoltage3, .cellVoltage4, .inverterVoltage,
          .chargeVoltageSetPoint,
        ] as [Signal<Voltage>])
      compare(
        [
          .chargeCurrentLimit, .dischargeCurrentLimit,
          .onGridChargeCurrentLimit,
          .onGridDischargeCurrentLimit, .current, .inverterCurrent,
        ] as [Signal<Current>])
      compare(
        [
          .soc, .soh, .socHighResolution, .inverterSOC, .inverterSOH,
        ] as [Signal<Percentage>])
      compare(
        [
          .remainingCapacity, .capacity, .availableCapacity,
        ] as [Signal<Charge>])
      compare(
        [
          .temperature, .temperatureMax, .temperatureMin, .inverterTemperature,
          .switchTemperature,
          .heaterTemperature,
        ] as [Signal<Temperature>])
      compare(
        [
          .temperatureMaxPack, .temperatureMaxSensor, .temperatureMinPack,
          .temperatureMinSensor, .cellVoltageMaxPack, .cellVoltageMaxCell,
          .cellVoltageMinPack, .cellVoltageMinCell, .firstCell, .module,
          .cycles,
          .moduleCount, .modulesOnline, .modulesBlockingCharge,
          .modulesBlockingDischarge, .modulesOffline, .modulesInSeries,
          .onlineModules,
          .blockingChargeModules, .blockingDischargeModules, .part,
          .batteryType,
          .cellCount, .packNumber, .faultyPack, .hardwareNumber,
          .softwareNumber,
          .firmwareNumber, .protocolNumber, .manufacturerID, .systemStatus,
          .chargingProcedure, .inverterError, .usbSwitch,
          .overChargeCount,
          .overDischargeCount,
          .shortCircuitCount,
          .mosOverTemperatureCount,
          .chargeOverCurrentCount,
          .dischargeOverCurrentCount,
          .chargeOverTemperatureCount,
          .dischargeOverTemperatureCount,
          .balancingCells,
        ] as [Signal<Count>])
      compare(
        [
          .temperatureMaxPosition, .temperatureMinPosition,
          .cellVoltageMaxPosition,
          .cellVoltageMinPosition, .manufacturer, .mark, .name, .serialNumber,
          .family, .signature,
          .bootVersion,
        ] as [Signal<WireText>])
      compare(
        [
          .energyCharged, .energyDischarged, .energy,
        ] as [Signal<Energy>])
      compare(
        [
          .power
        ] as [Signal<Power>])
      compare(
        [
          .protections, .alarms, .warnings, .errors,
        ] as [Signal<FaultSet>])
      compare(
        [
          .chargeEnabled, .dischargeEnabled, .forceCharge, .fullCharge,
          .forcedStandby, .recalibrationStart, .recalibrationEnd,
          .balanceCharge,
          .heating, .powerLimitStart, .powerLimitEnd, .preventiveShutdown,
          .charging, .discharging, .error, .balancing, .sleeping,
          .outputDischargeEnabled, .outputChargeEnabled, .terminalOpen,
          .notSafe,
          .rapidShutdown,
          .prechargeClosed,
          .heaterClosed,
          .parallelFinished,
        ] as [Signal<Bool>])
      compare(
        [
          .forceChargeKind, .chemistry, .cellMaker, .state, .masterState,
          .parallelState, .inverterState,
          .faultLevel,
        ] as [Signal<Code>])
      compare(
        [
          .version, .hardwareVersion, .softwareVersion,
        ] as [Signal<Version>])
      compare(
        [
          .manufactured, .clock,
        ] as [Signal<CalendarTime>])
      compare(
        [
          .switchTime
        ] as [Signal<Seconds>])
    }
  }

  @Test func eachFieldHasOneTypedName() throws {
    let limits = CANFrame("351", "4002F401F4019801")
    let message = try #require(Dialect.pylontech.decode(limits))
    var comparison = Comparison(message: message)
    comparison.compareAll()
    #expect(comparison.named.count == Field.count)
    #expect(Set(comparison.named.map(\.rawValue)).count == Field.count)
    #expect(comparison.values.count == 4)
  }

  /// Every typed name gives what its field says, in the vectors and in messages
  /// of any content, and for each of them there is one that has a value.
  @Test func namesGiveWhatTheirFieldsSay() {
    var random = SeededGenerator()
    print(random)
    var values: Set<UInt8> = []
    func compare(_ dialect: Dialect, _ frame: CANFrame) {
      guard let message = dialect.decode(frame) else { return }
      var comparison = Comparison(message: message)
      comparison.compareAll()
      values.formUnion(comparison.values.map(\.rawValue))
    }
    for vector in VectorTests.Vector.all {
      guard let name = vector.dialect, let dialect = Dialect(named: name) else {
        continue
      }
      compare(dialect, CANFrame(vector.id, vector.data))
    }
    for dialect in Dialect.all {
      for id in UInt32(0)...0x7FF {
        let id = StandardID(truncating: id)
        guard MessageBuilder(dialect, id) != nil else { continue }
        for _ in 0..<20 {
          // Bytes that are mostly zero pass the rules of more fields.
          let payload = ClassicPayload(
            word: random.next() & random.next() & random.next(), count: 8)
          compare(
            dialect, CANFrame(id: .standard(id), payload: Payload(payload)))
        }
      }
    }
    // Few numbers are a date: 2024-05-01 12:30:09.
    compare(.deye, CANFrame("305", "091E0C0105180000"))
    compare(.deye, CANFrame("35E", "4459303031056009"))
    // And few are numbers of packs, modules and cells.
    compare(.sofar, CANFrame("359", "0201014F00000000"))
    let never = (0..<Field.count).filter { !values.contains(UInt8($0)) }
    // No dialect with 11-bit identifiers asks for it; and what is left of the
    // capacity only a stream can tell.
    #expect(
      never == [
        Int(Field.availableCapacity.rawValue),
        Int(Field.balanceCharge.rawValue),
      ])
  }
}
