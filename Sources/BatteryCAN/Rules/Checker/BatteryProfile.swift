// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What is known of a battery: the numbers that its rules are checked with.
public enum BatteryProfile: UInt8, Sendable {
  /// ZCS AZZURRO LV ZSX5000S: 51.2 V, 100 Ah, 1 to 4 packs.
  case zsx5000s
  /// Any battery of 15 LFP cells in series (48 V).
  case genericLFP15s
  /// Any battery of 16 LFP cells in series (51.2 V).
  case genericLFP16s

  /// How many batteries there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 3 }

  /// The name in options and output.
  public var name: StaticString {
    switch self {
    case .zsx5000s: "zsx5000s"
    case .genericLFP15s: "generic-lfp-15s"
    case .genericLFP16s: "generic-lfp-16s"
    }
  }

  /// The name for people.
  public var title: StaticString {
    switch self {
    case .zsx5000s: "ZCS AZZURRO LV ZSX5000S"
    case .genericLFP15s: "any battery of 15 LFP cells in series"
    case .genericLFP16s: "any battery of 16 LFP cells in series"
    }
  }

  /// Where the numbers come from.
  public var source: StaticString {
    switch self {
    case .zsx5000s: "user manual of the battery"
    case .genericLFP15s, .genericLFP16s:
      """
      data sheets of LFP cells: 2.5 to 3.65 V, charging at 0 to 60 C, \
      discharging at -20 to 60 C
      """
    }
  }

  /// A number that the battery sets, or `nil` if it sets none.
  ///
  /// - Parameter parameter: Which one.
  public subscript(parameter: RuleParameter) -> DecimalNumber? {
    switch self {
    case .zsx5000s: parameter.ofZSX5000S
    case .genericLFP15s: parameter.ofLFP(cells: 15)
    case .genericLFP16s: parameter.ofLFP(cells: 16)
    }
  }
}

extension RuleParameter {
  fileprivate var ofZSX5000S: DecimalNumber? {
    switch self {
    case .chargeVoltageLimitMin, .cutOffVoltageMin:
      DecimalNumber(408, decimals: 1)
    case .chargeVoltageLimitMax: DecimalNumber(576, decimals: 1)
    case .chargeCurrentLimitPack, .dischargeCurrentLimitPack:
      DecimalNumber(50)
    case .packCountMin: DecimalNumber(1)
    case .packCountMax: DecimalNumber(4)
    case .forceChargeMissingSOC: DecimalNumber(8)
    case .fullChargeMissingSOC, .fullChargeEarlySOC: DecimalNumber(97)
    case .chargeTemperatureMin: DecimalNumber(0)
    case .chargeTemperatureMax: DecimalNumber(55)
    case .dischargeTemperatureMin: DecimalNumber(-20)
    case .dischargeTemperatureMax: DecimalNumber(60)
    case .overDischargedSOC: DecimalNumber(10)
    case .frozenSOCPack: DecimalNumber(100)
    // Its 51.2 V are 16 cells of LFP.
    default: ofLFP
    }
  }

  /// The numbers of a single cell of LFP.
  private var ofLFP: DecimalNumber? {
    switch self {
    case .cellVoltageMin: DecimalNumber(25, decimals: 1)
    case .cellVoltageMax: DecimalNumber(365, decimals: 2)
    default: nil
    }
  }

  fileprivate func ofLFP(cells: Int64) -> DecimalNumber? {
    switch self {
    case .chargeVoltageLimitMin, .cutOffVoltageMin:
      DecimalNumber(25 &* cells, decimals: 1)
    case .chargeVoltageLimitMax: DecimalNumber(365 &* cells, decimals: 2)
    case .chargeTemperatureMin: DecimalNumber(0)
    case .chargeTemperatureMax: DecimalNumber(60)
    case .dischargeTemperatureMin: DecimalNumber(-20)
    case .dischargeTemperatureMax: DecimalNumber(60)
    default: ofLFP
    }
  }
}
