// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Measurements that cannot be; a second frame has to confirm them.

extension RuleDefinition {
  static var implausibleValue: RuleDefinition {
    RuleDefinition(
      "implausible_value",
      "only values that can be",
      broken: "A value was sent that cannot be",
      why: """
        A sensor is broken or a frame is read wrongly, and the inverter steers \
        by it.
        """,
      source: "field: -150 C, SOC of 120 %",
      needs: "SOC, voltage, current or temperature",
      numbers: RuleNumbers(
        RuleNumber("min_c", .celsius, -60),
        RuleNumber("max_c", .celsius, 120)))
  }
}

extension RuleParameter {
  /// The lowest temperature, in degrees Celsius.
  public static var implausibleValueTemperatureMin: RuleParameter {
    RuleParameter(.implausibleValue, 0)
  }
  /// The highest temperature, in degrees Celsius.
  public static var implausibleValueTemperatureMax: RuleParameter {
    RuleParameter(.implausibleValue, 1)
  }
}

extension RuleChecker {
  /// Values that no battery has, such as a SOC of more than 100 %.
  @inline(never)
  mutating func judgePlausibleValues() {
    judgeTemperature(
      .temperature, known.impossibleTemperature ?? known.temperature)
    judgeTemperature(
      .temperatureMin, known.impossibleTemperatureMin ?? known.temperatureMin)
    judgeTemperature(
      .temperatureMax, known.impossibleTemperatureMax ?? known.temperatureMax)
    judgeValue(.soc, known.soc, known.impossibleSOC, DecimalNumber(100))
    judgeValue(
      .voltage, known.voltage, known.impossibleVoltage, DecimalNumber(100))
    // Any other is judged by the limits.
    if known.impossibleCurrent != nil {
      judgeValue(.current, nil, known.impossibleCurrent, DecimalNumber(2000))
    }
  }

  /// Whether temperatures are allowed that are fewer than those a battery can have.
  var isTemperatureNarrow: Bool {
    settings.milli(.implausibleValueTemperatureMin) > -60_000
      || settings.milli(.implausibleValueTemperatureMax) < 120_000
  }

  private mutating func judgeValue(
    _ field: Field, _ possible: RuleKnowledge.Known?,
    _ impossible: RuleKnowledge.Known?, _ bound: DecimalNumber
  ) {
    guard let value = impossible ?? possible else { return }
    judge(
      .implausibleValue, field, impossible != nil, value.number, bound,
      id: value.id)
  }

  /// Currents far beyond both limits.
  mutating func judgePlausibleCurrent(_ current: RuleKnowledge.Known) {
    guard let charge = known.chargeCurrentLimit,
      let discharge = known.dischargeCurrentLimit
    else { return }
    // Five times what is allowed, and 100 A more, is no overload any more.
    let most = 5 &* max(charge.milli, discharge.milli) &+ 100_000
    judge(
      .implausibleValue, .current,
      current.milli.magnitude > most.magnitude, current.number,
      DecimalNumber(most, decimals: 3).short, id: current.id,
      delay: Self.nextFrame)
  }

  @inline(__always)
  private mutating func judgeTemperature(
    _ field: Field, _ temperature: RuleKnowledge.Known?
  ) {
    guard let temperature else { return }
    let isCold =
      temperature.milli < settings.milli(.implausibleValueTemperatureMin)
    let isHot =
      temperature.milli > settings.milli(.implausibleValueTemperatureMax)
    let bound: RuleParameter =
      isCold ? .implausibleValueTemperatureMin : .implausibleValueTemperatureMax
    judge(
      .implausibleValue, field, isCold || isHot, temperature.number,
      settings[bound], id: temperature.id)
  }
}
