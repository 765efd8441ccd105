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

extension RuleKnowledge {
  /// Tells whether something goes to and fro between two values.
  struct Alternation: Sendable {
    private var latest: Int64?
    private var before: Int64?
    /// How often it has gone back, one time after the other.
    private(set) var count: Int64 = 0

    /// Takes a value.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - least: How far it has to go.
    ///   - most: How far from the value before the last one it may come back.
    mutating func take(_ value: Int64, least: Int64, most: Int64) {
      if value == latest { return }
      if let latest, let before, Self.distance(value, latest) >= least,
        Self.distance(value, before) <= most
      {
        count &+= 1
      } else {
        count = 0
      }
      before = latest
      latest = value
    }

    private static func distance(_ a: Int64, _ b: Int64) -> Int64 {
      let difference = a.subtractingReportingOverflow(b)
      guard !difference.overflow, difference.partialValue != .min else {
        return .max
      }
      return abs(difference.partialValue)
    }
  }
}
