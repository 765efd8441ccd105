// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

extension Story {
  /// The stories whose captures stand in `Fixtures/simulated`, as `NAME.log`:
  /// short ones, or some with few frames.
  public static let fixtures: [Story] = [
    normalDay.named(
      "normal-day-pylontech", "a day with sun, two packs, a report in 10 min"
    ).with { $0.period = 600_000 },
    deepDischarge.named(
      "deep-discharge-sofar", "discharged below 8 %, then charged as it asks"
    ).with {
      $0.dialect = .sofar
      $0.soc = 8
      $0.period = 4000
      $0.duration = 800
      $0.kinds = [.limits, .stateOfCharge, .measurements, .requests]
    },
    Story(
      "link-lost-victron", "the battery is silent for 10 s", duration: 60
    ).with {
      $0.dialect = .victron
      $0.start = 12 * 3600
    }.at(20, .battery(sends: false)).at(30, .battery(sends: true)),
    fullChargeGranted.named(
      "full-charge-luxpower", "below 97 % for a month, then charged as it asks"
    ).with {
      $0.dialect = .luxpower
      $0.sinceFull = 24 * 86_400
      $0.period = 3_600_000
      $0.duration = 10 * 86_400
      $0.kinds = [.limits, .stateOfCharge, .measurements, .requests]
    },
    cold.named(
      "cold-growatt", "so cold that charging is forbidden, a report in 5 min"
    ).with {
      $0.dialect = .growatt
      $0.period = 300_000
    },
  ]
}
