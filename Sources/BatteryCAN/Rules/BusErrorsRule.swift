// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What the controller that records has reported about the bus.

extension RuleDefinition {
  static var busErrors: RuleDefinition {
    RuleDefinition(
      "bus_errors", "fewer than count error frames less than 1 min apart",
      broken: "The bus had errors",
      why: """
        Without an acknowledgement a node is alone: the other one is off, or a \
        wire is broken. Other errors come from a missing or third termination, \
        another bit rate, or exchanged wires.
        """,
      source: "Linux <linux/can/error.h>; field: wiring of new installations",
      needs: "error frames, which candump records with -e or an error mask",
      severity: .hint,
      numbers: RuleNumbers(RuleNumber("count", .count, 10)))
  }
}

extension RuleParameter {
  /// From how many error frames on, each less than a minute after the last one.
  public static var busErrorsCount: RuleParameter {
    RuleParameter(.busErrors, 0)
  }
}

extension RuleChecker {
  mutating func judgeBusErrors(_ link: inout BatteryLink) {
    let count = Int64(bitPattern: link.errors.burst)
    if count == 1 {
      keep(.busErrors, nil)
      known.firstError = place
    }
    judge(
      .busErrors, nil, count &* 1000 >= settings.milli(.busErrorsCount),
      DecimalNumber(count), settings[.busErrorsCount], since: known.firstError)
    episodes.showErrors(link.errors.burst, at: place)
  }

  /// Ends what the last errors have shown, if a minute has passed since.
  mutating func endBusErrors() {
    guard let index = episodes.index(of: .busErrors, nil),
      let last = episodes.episode(at: index)?.finding.last,
      place.elapsed &- last.elapsed >= BusErrors.minute
    else { return }
    keep(.busErrors, nil)
  }
}

extension RuleEpisodes {
  /// Takes note of errors, which are the last ones.
  fileprivate mutating func showErrors(
    _ count: UInt64, at place: RuleFinding.Place
  ) {
    guard let index = index(of: .busErrors, nil),
      var episode = episode(at: index)
    else { return }
    episode.finding.last = place
    episode.finding.count = count
    set(episode, at: index)
  }
}
