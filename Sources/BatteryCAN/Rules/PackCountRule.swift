// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// How many packs the battery has.

extension RuleDefinition {
  static var packCount: RuleDefinition {
    RuleDefinition(
      "pack_count",
      "min to max packs, and as many as there are",
      broken: "The number of packs was not the one expected",
      why: """
        A pack that the master does not count is not charged or discharged \
        with the others, or its address is wrong.
        """,
      source: "manual of the battery", needs: "a count of packs",
      numbers: RuleNumbers(
        RuleNumber("min", .count, 1),
        RuleNumber("max", .count),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .packCountReaction,
      boundWord: "expected")
  }
}

extension RuleParameter {
  /// The lowest count.
  public static var packCountMin: RuleParameter { RuleParameter(.packCount, 0) }
  /// The highest count.
  public static var packCountMax: RuleParameter { RuleParameter(.packCount, 1) }
  /// After how many seconds it has to be so.
  public static var packCountReaction: RuleParameter {
    RuleParameter(.packCount, 2)
  }
}

extension RuleChecker {
  mutating func judgePacks(_ link: inout BatteryLink) {
    guard let count = known.moduleCount else { return }
    let isFew = count.milli < settings.milli(.packCountMin)
    let isMany = count.milli > settings.milli(.packCountMax)
    var bound = settings[isFew ? .packCountMin : .packCountMax]
    var isWrong = isFew || isMany
    if let packs = settings.packs {
      bound = DecimalNumber(packs)
      isWrong = isWrong || count.milli != packs &* 1000
    }
    judge(
      .packCount, .moduleCount, isWrong, count.number, bound, id: count.id)
  }

  /// How many packs share the current.
  var packs: Int64? {
    if let packs = settings.packs { return packs }
    let most = settings.milli(.packCountMax)
    if let count = known.moduleCount, count.milli >= 1000,
      most == .min || count.milli <= most
    {
      return count.milli / 1000
    }
    return most == .min ? nil : most / 1000
  }
}
