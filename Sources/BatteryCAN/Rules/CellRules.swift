// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Single cells, as long as the limits do not take account of them.

extension RuleDefinition {
  static var cellVoltage: RuleDefinition {
    RuleDefinition(
      "cell_voltage",
      "cells from min_v to max_v, or limits lowered within reaction_s",
      broken: "A cell was beyond what it can take, and the limits stayed",
      why: """
        The inverter sees only the limits: as long as they stay, it goes on \
        charging or discharging a cell that is full or empty.
        """,
      source: "data sheets of LFP cells; of any other, 2 to 4.25 V",
      needs: "the lowest or highest cell voltage and limits",
      numbers: RuleNumbers(
        RuleNumber("min_v", .volts, isOptional: true),
        RuleNumber("max_v", .volts, isOptional: true),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .cellVoltageReaction)
  }

  static var cellSpread: RuleDefinition {
    RuleDefinition(
      "cell_spread",
      "cells within max_v of each other, or limits lowered within reaction_s",
      broken: "The cells were far apart, and the limits stayed",
      why: """
        The weakest cell ends each charge and discharge; a battery that does \
        not slow down for it trips, or damages it.
        """,
      source: "no document has a number; 0.3 V is a default to be set",
      needs: "the lowest and highest cell voltage and limits",
      numbers: RuleNumbers(
        RuleNumber("max_v", .volts, tenths: 3),
        RuleNumber("reaction_s", .seconds, 600)),
      delay: .cellSpreadReaction, unit: "V")
  }
}

extension RuleParameter {
  /// The lowest voltage of a cell, in volts; 2 V if not set.
  public static var cellVoltageMin: RuleParameter {
    RuleParameter(.cellVoltage, 0)
  }
  /// The highest voltage of a cell, in volts; 4.25 V if not set.
  public static var cellVoltageMax: RuleParameter {
    RuleParameter(.cellVoltage, 1)
  }
  /// After how many seconds it has to be so.
  public static var cellVoltageReaction: RuleParameter {
    RuleParameter(.cellVoltage, 2)
  }
  /// How far the cells may be apart, in volts.
  public static var cellSpreadMax: RuleParameter {
    RuleParameter(.cellSpread, 0)
  }
  /// After how many seconds it has to be so.
  public static var cellSpreadReaction: RuleParameter {
    RuleParameter(.cellSpread, 1)
  }
}

extension RuleChecker {
  mutating func judgeCells(_ link: inout BatteryLink) {
    let charge = known.chargeCurrentLimit?.milli
    let discharge = known.dischargeCurrentLimit?.milli
    let high = known.cellVoltageMax
    var low = known.cellVoltageMin
    // Below 1 V it is no cell, but one that was not measured.
    if let milli = low?.milli, milli < 1_000 { low = nil }
    let most = number(.cellVoltageMax, else: 4_250)
    let least = number(.cellVoltageMin, else: 2_000)
    let isHigh = high.map { $0.milli > most } ?? false
    let isLow = low.map { $0.milli < least } ?? false
    var spread: Int64 = 0
    if let high, let low { spread = high.milli &- low.milli }
    let isWide = spread > settings.milli(.cellSpreadMax)
    guard high != nil || low != nil else { return }
    if !isHigh, !isLow, !isWide {
      known.limitsOfSoundCells.take(
        voltage: nil, charge: charge, discharge: discharge)
    }
    let highest = known.limitsOfSoundCells
    // What was lowered before the capture cannot be told from what never was.
    if highest.areUnknown {
      guard charge != nil || discharge != nil else { return }
      lack(.cellVoltage, .earlierCapture)
      return lack(.cellSpread, .earlierCapture)
    }
    let mayCharge =
      charge == highest.charge && highest.charge > 0
      && link.prohibition(of: .charge) == nil
    let mayDischarge =
      discharge == highest.discharge && highest.discharge > 0
      && link.prohibition(of: .discharge) == nil
    if let high, charge != nil {
      judge(
        .cellVoltage, .cellVoltageMax, isHigh && mayCharge, high.number,
        DecimalNumber(most, decimals: 3).short, id: high.id)
    }
    guard let low, discharge != nil else { return }
    judge(
      .cellVoltage, .cellVoltageMin, isLow && mayDischarge, low.number,
      DecimalNumber(least, decimals: 3).short, id: low.id)
    guard let high, charge != nil else { return }
    judge(
      .cellSpread, nil, isWide && mayCharge && mayDischarge,
      DecimalNumber(spread, decimals: 3), settings[.cellSpreadMax],
      id: high.id)
  }

  private func number(
    _ parameter: RuleParameter, else usual: Int64
  ) -> Int64 {
    let milli = settings.milli(parameter)
    return milli == .min ? usual : milli
  }
}
