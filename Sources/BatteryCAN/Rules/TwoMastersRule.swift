// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// One battery on a bus.

extension RuleDefinition {
  static var twoMasters: RuleDefinition {
    RuleDefinition(
      "two_masters",
      "one battery speaks",
      broken: "Two batteries sent on one bus",
      why: """
        Two masters on one bus contradict each other with each frame: the \
        inverter obeys whoever spoke last.
        """,
      source:
        "field: parallel packs with one address, or a gateway beside them",
      needs: "SOC or a manufacturer",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent, 3),
        RuleNumber("count", .count, 5)))
  }
}

extension RuleParameter {
  /// How far the state of charge goes to and fro, in percent.
  public static var twoMastersSOC: RuleParameter {
    RuleParameter(.twoMasters, 0)
  }
  /// How often one after the other.
  public static var twoMastersCount: RuleParameter {
    RuleParameter(.twoMasters, 1)
  }
}

extension RuleChecker {
  /// Two manufacturers in turn.
  mutating func judgeName(_ message: BatteryMessage) {
    guard settings.canCheck(.twoMasters) else { return }
    known.alternatingName.take(
      Int64(bitPattern: message.payload.word), least: 1, most: 0)
    judge(
      .twoMasters, .manufacturer,
      known.alternatingName.count &* 1000 >= settings.milli(.twoMastersCount),
      id: message.id)
  }

  /// Two states of charge in turn.
  mutating func judgeAlternation(_ link: inout BatteryLink) {
    guard let soc = known.soc, settings.canCheck(.twoMasters) else { return }
    known.alternatingSOC.take(
      soc.milli, least: settings.milli(.twoMastersSOC), most: 1000)
    judge(
      .twoMasters, .soc,
      known.alternatingSOC.count &* 1000 >= settings.milli(.twoMastersCount),
      soc.number, id: soc.id)
  }
}
