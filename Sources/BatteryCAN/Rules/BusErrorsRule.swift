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
    judge(
      .busErrors, nil, count &* 1000 >= settings.milli(.busErrorsCount),
      DecimalNumber(count), settings[.busErrorsCount])
  }
}
