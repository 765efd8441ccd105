// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// After how long without a frame something counts as lost, and who says so.
public struct LinkTimeout: Sendable {
  /// The time in nanoseconds.
  public let nanoseconds: Int64
  /// Where it comes from.
  public let source: StaticString

  init(seconds: Int64, _ source: StaticString) {
    nanoseconds = seconds &* LinkClock.second
    self.source = source
  }
}

extension Dialect {
  /// After how long without limits the inverter no longer obeys the battery.
  ///
  /// Makers of batteries do not state it, except for SMA and what is told of
  /// Victron; for the others it is what decoders in the field use.
  public var limitsTimeout: LinkTimeout {
    DialectTable.row(of: self).limitsTimeout ?? .limits
  }

  /// After how long without a sign of life the inverter counts as gone.
  public var inverterTimeout: LinkTimeout {
    DialectTable.row(of: self).inverterTimeout ?? .inverter
  }

  /// Whether its documents have the inverter answer: it lists a frame of one.
  var expectsInverter: Bool { DialectTable.row(of: self).expectsInverter }
}

extension LinkTimeout {
  /// Limits of a dialect whose maker does not state it.
  public static var limits: LinkTimeout {
    LinkTimeout(
      seconds: 10,
      "pavelchuchma/mps-inverter-controller: a US5000 is lost after 10 s")
  }

  /// An inverter of a dialect whose maker does not state it.
  public static var inverter: LinkTimeout {
    LinkTimeout(
      seconds: 5, "sijones/DiyBatteryBMS: inverter gone after 5 s without 305")
  }

  /// Any other reading of a dialect whose maker does not state it.
  public static var reading: LinkTimeout {
    LinkTimeout(
      seconds: 60, "clydebarrow/esphome canbus_bms: 60 s for each value")
  }
}
