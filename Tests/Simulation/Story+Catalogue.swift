// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

extension Story {
  /// All stories of a battery and an inverter that do nothing wrong, or something
  /// that is told rather than judged.
  public static let all: [Story] = [
    .normalDay, .deepDischarge, .deepDischargeIgnored, .fullChargeGranted,
    .fullChargeRefused, .linkLost, .inverterGone, .dialectSwitched, .cold,
    .hot, .overDischargedAndRecharged, .overDischargedAndLeft, .limitsLost,
    .socCorrected,
    .year,
  ]

  /// A day with sun.
  public static let normalDay = Story(
    "normal-day", "a day with sun, two packs", duration: 86_400
  ).with {
    $0.packs = 2
    $0.soc = 40
    $0.reserve = 15
  }

  /// An evening until the battery asks to be charged, and is.
  public static let deepDischarge = Story(
    "deep-discharge", "discharged below 8 %, then charged as it asks",
    duration: 3600
  ).with {
    $0.soc = 10
    $0.start = 19 * 3600
    $0.solarPeak = 0
  }

  /// The same, but the inverter does nothing.
  public static let deepDischargeIgnored = Story(
    "deep-discharge-ignored", "discharged below 8 %, and not charged",
    duration: 7200
  ).with {
    $0.soc = 9
    $0.start = 19 * 3600
    $0.solarPeak = 0
  }.at(0, .grantsForceCharge(false)).at(1800, .power(0))

  /// Little sun, until a full charge is asked for, and granted.
  public static let fullChargeGranted = Story(
    "full-charge-granted", "40 days below 97 %, then charged full as it asks",
    duration: 40 * 86_400
  ).with {
    $0.period = 60_000
    $0.soc = 60
    $0.solarPeak = 800
    $0.load = 40
    $0.reserve = 20
  }

  /// The same, but the inverter does nothing.
  public static let fullChargeRefused = Story(
    "full-charge-refused", "40 days below 97 %, and not charged full",
    duration: 40 * 86_400
  ).with {
    $0.period = 60_000
    $0.soc = 60
    $0.solarPeak = 800
    $0.load = 40
    $0.reserve = 20
  }.at(0, .grantsFullCharge(false))

  /// The cable of the battery falls out twice.
  public static let linkLost = Story(
    "link-lost", "the battery is silent for 30 s, then for 2 min",
    duration: 600
  ).with { $0.start = 12 * 3600 }
    .at(100, .battery(sends: false)).at(130, .battery(sends: true))
    .at(300, .battery(sends: false)).at(420, .battery(sends: true))

  /// Limits are missing while all else is sent.
  public static let limitsLost = Story(
    "limits-lost", "the limits are missing for 1 min", duration: 300
  ).with { $0.start = 12 * 3600 }
    .at(100, .limits(sent: false)).at(160, .limits(sent: true))

  /// The inverter is switched off.
  public static let inverterGone = Story(
    "inverter-gone", "the inverter is away for 1 min, and then for good",
    duration: 900
  ).with { $0.start = 12 * 3600 }
    .at(200, .inverter(sends: false), .power(0))
    .at(260, .inverter(sends: true), .power(nil))
    .at(880, .inverter(sends: false))

  /// Somebody sets the battery to another inverter.
  public static let dialectSwitched = Story(
    "dialect-switched", "the battery speaks Victron's dialect after 5 min",
    duration: 900
  ).with { $0.start = 12 * 3600 }
    .at(300, .dialect(.victron))

  /// A winter night in a shed.
  public static let cold = Story(
    "cold", "it gets so cold that charging is derated, and then forbidden",
    duration: 43_200
  ).with {
    $0.soc = 60
    $0.temperature = 12
  }.at(0, .ambient(-6)).at(28_800, .ambient(20))

  /// A summer day under a roof.
  public static let hot = Story(
    "hot", "it gets so hot that charging is derated, and then forbidden",
    duration: 43_200
  ).with {
    $0.soc = 60
    $0.temperature = 43
    $0.start = 6 * 3600
  }.at(0, .ambient(60)).at(28_800, .ambient(35))

  /// Empty, and charged before long.
  public static let overDischargedAndRecharged = Story(
    "over-discharged-recharged", "below 10 %, recharged after 11 hours",
    duration: 18 * 3600
  ).with {
    $0.soc = 9
    $0.period = 5000
  }.at(0, .power(0)).at(11 * 3600, .power(1000))

  /// Empty, and left alone.
  public static let overDischargedAndLeft = Story(
    "over-discharged-left", "below 10 %, and not recharged for 14 hours",
    duration: 18 * 3600
  ).with {
    $0.soc = 9
    $0.period = 5000
  }.at(0, .power(0)).at(14 * 3600, .power(1000))

  /// A battery that rests, and finds out that it is fuller than it thought.
  public static let socCorrected = Story(
    "soc-corrected", "rests for 2 h, then reports 30 % more, and 4 % less",
    duration: 9000
  ).with { $0.period = 4000 }
    .at(0, .power(0)).at(7200, .soc(80)).at(8000, .soc(76))

  /// A year of days.
  public static let year = Story(
    "year", "a year of days, limits, state of charge and measurements",
    duration: 365 * 86_400
  ).with {
    $0.packs = 2
    $0.soc = 40
    $0.reserve = 10
    $0.hasSeasons = true
    $0.kinds = [.limits, .stateOfCharge, .measurements]
  }
}
