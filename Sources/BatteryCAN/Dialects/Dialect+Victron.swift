// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Victron does not publish the document. The frames of SMA, and 0x360 to 0x382
// behind them. BYD sends 0x351 every 2 s, 0x35E every 60 s and the others every
// 10 s. A REC BMS holds 0x360 at FF, so that only a 0x360 that has been seen
// cleared is a request.
extension Dialect {
  /// Victron, and BYD, REC and others who follow it.
  public static var victron: Dialect { Dialect(place: 9) }
}

extension DialectDefinition {
  static let victron = Self(
    "victron", title: "Victron, BYD, REC and others", .solid,
    sources: """
      Captures and readers that agree: dfch/BydCanProtocol, \
      AndreasBoehm/PytesCANProtocol, syssi/esphome-virtual-can-bms, the manual \
      of REC's BMS, Sleeper85/esphome-yambms; Safiery's battery manual V5.1 \
      paraphrases the document.
      """,
    shapes: .ofSunnyIsland,
    usual: FormSet(.alarmPairs),
    traits: Traits(
      .name("35E is BYD", 3, Letters(["B", "Y", "D"])),
      .telling(0x35F, "35F begins with Li", 1, isNeeded: false) {
        $0.hasPrefix(["L", "i"])
      },
      .name(
        "35E is REC-BMS or another name of Victron's list", 2,
        Letters(["R", "E", "C", "-"]), Letters(["P", "Y", "T", "E", "S"]),
        Letters(["E", "C", "O", "-"]),
        Letters(["D", "I", "Y", "B", "M", "S"]),
        Letters(["S", "I", "M", "P", " "]),
        Letters(["R", "e", "v", "o", "v"]), Letters(["L", "V", "a"]),
        Letters(["S", "D", "I", " "])),
      .form(.alarmPairs), .form(.moduleCounts), .form(.extremesInKelvin, 2),
      .form(.serialNumber, 2),
      .inverter(
        0x307, "307 is the signature of a Victron gateway",
        constant: 0x0043_4956_7856_3412)),
    frequency: 8,
    limitsTimeout: .victronLimits, inverterTimeout: .victronInverter,
    isSteeredByVoltage: true,
    layout: {
      // Deye's batteries go on with the frames of their modules, whose current
      // stays positive while discharging.
      Dialect.victronLayout($0) ?? Dialect.deyeModuleLayout($0)
    })
}

extension LinkTimeout {
  /// What is told of a gateway.
  static var victronLimits: LinkTimeout {
    LinkTimeout(
      seconds: 5,
      """
      drurew/samsung-sdi-victron-integration: a Cerbo GX with Venus 3.70 counts \
      the battery as lost after about 5 s without a frame
      """)
  }

  /// What is told of batteries beside a gateway.
  static var victronInverter: LinkTimeout {
    LinkTimeout(
      seconds: 600,
      """
      Safiery battery manual V5.1, after the Victron CAN-bus BMS document: the \
      battery tolerates the loss of 305 for 10 min
      """)
  }
}

extension Dialect {
  /// Modules, cells and energy, which others have taken over.
  static func detailsLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x372: .modules
    case 0x373: .extremesInKelvin
    case 0x374: .minimumCellPosition
    case 0x375: .maximumCellPosition
    case 0x376: .minimumTemperaturePosition
    case 0x377: .maximumTemperaturePosition
    case 0x378: .energyInTenths
    case 0x379: .installedCapacity
    default: nil
    }
  }

  static func victronLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    // The quick stop is SMA's alone.
    case 0x00F: nil
    case 0x305: .keepAlive
    case 0x306: .gatewayStatus
    case 0x307: .gateway
    case 0x356: .measurementsWithCyclesInEitherOrder
    case 0x35A: .victronAlarms
    case 0x360: .chargeRequest
    case 0x370: .firstHalfOfName
    case 0x371: .secondHalfOfName
    case 0x380: .firstHalfOfSerialNumber
    case 0x381: .secondHalfOfSerialNumber
    case 0x382: .family
    default: detailsLayout(id) ?? sunnyIslandLayout(id)
    }
  }
}

extension MessageLayout {
  /// 0x356 with cycles, for emulators also with its bytes reversed.
  static let measurementsWithCyclesInEitherOrder = MessageLayout(
    .measurements, or: .otherByteOrder,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .countOfCycles))

  /// 0x306, zeros from a gateway.
  static let gatewayStatus = MessageLayout(.gateway)

  /// 0x307, the signature of a gateway.
  static let gateway = MessageLayout(
    .gateway, template: 0x0043_4956_7856_3412,
    .text(.signature, at: 4, count: 4))

  /// 0x35A with the status of the system in the pair behind the warnings.
  static let victronAlarms = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .sunnyIslandAlarms),
    .faults(.warnings, at: 4, .sunnyIslandAlarms),
    .absent(.moduleCount),
    .bits(.systemStatus, at: 7, from: 2, count: 2))

  /// 0x360: FF asks to be charged.
  static let chargeRequest = MessageLayout(
    .requests, memory: .untilCleared,
    .absent(.chargeEnabled),
    .absent(.dischargeEnabled),
    .match(.forceCharge, at: 0, width: 8, 0xFF),
    .code(.forceChargeKind, at: 0, .chargeRequest, .zeroIsNothing),
    .absent(.fullCharge))

  /// 0x378 in steps of 0.1 kWh.
  static let energyInTenths = MessageLayout(
    .energy,
    .u32(.energyCharged, at: 0, decimals: 1),
    .u32(.energyDischarged, at: 4, decimals: 1))

  /// 0x380.
  static let firstHalfOfSerialNumber = MessageLayout(
    .serialNumber, .constant(.part, 1), .text(.serialNumber))

  /// 0x381.
  static let secondHalfOfSerialNumber = MessageLayout(
    .serialNumber, .constant(.part, 2), .text(.serialNumber))

  /// 0x382.
  static let family = MessageLayout(.family, .text(.family))
}
