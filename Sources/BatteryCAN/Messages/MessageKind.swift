// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The messages that there are, by the names that every output uses.
@nonexhaustive
public enum MessageKind: UInt8, Sendable {
  /// ``Limits``, charge and discharge limits.
  case limits
  /// ``StateOfCharge``, state of charge and of health.
  case stateOfCharge
  /// ``Measurements``, voltage, current and temperature.
  case measurements
  /// ``Alarms``, protections and alarms.
  case alarms
  /// ``Requests``, permissions and requests.
  case requests
  /// ``Manufacturer``, the manufacturer's name.
  case manufacturer
  /// ``KeepAlive``, the sign of life of the PCS.
  case keepAlive

  /// How many kinds there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 7 }

  /// The name in JSON, CSV and text.
  public var name: StaticString {
    switch self {
    case .limits: "limits"
    case .stateOfCharge: "state_of_charge"
    case .measurements: "measurements"
    case .alarms: "alarms"
    case .requests: "requests"
    case .manufacturer: "manufacturer"
    case .keepAlive: "keep_alive"
    }
  }
}
