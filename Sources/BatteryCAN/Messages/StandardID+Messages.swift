// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension StandardID {
  /// 0x305, the sign of life of the PCS.
  public static var keepAlive: StandardID { StandardID(truncating: 0x305) }
  /// 0x351, charge and discharge limits.
  public static var limits: StandardID { StandardID(truncating: 0x351) }
  /// 0x355, state of charge and of health.
  public static var stateOfCharge: StandardID { StandardID(truncating: 0x355) }
  /// 0x356, voltage, current and temperature.
  public static var measurements: StandardID { StandardID(truncating: 0x356) }
  /// 0x359, protections and alarms.
  public static var alarms: StandardID { StandardID(truncating: 0x359) }
  /// 0x35C, permissions and requests.
  public static var requests: StandardID { StandardID(truncating: 0x35C) }
  /// 0x35E, the manufacturer's name.
  public static var manufacturer: StandardID { StandardID(truncating: 0x35E) }
}
