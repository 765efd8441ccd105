// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The messages that there are, by the names that every output uses.
@nonexhaustive
public enum MessageKind: UInt8, Sendable {
  /// Charge and discharge limits.
  case limits
  /// State of charge and of health.
  case stateOfCharge
  /// Voltage, current and temperature.
  case measurements
  /// Protections, alarms and warnings.
  case alarms
  /// Permissions and requests.
  case requests
  /// The manufacturer's name.
  case manufacturer
  /// The sign of life of the PCS.
  case keepAlive
  /// The limits while the inverter is on the grid.
  case onGridLimits
  /// Things that begin and end.
  case events
  /// Type, version and capacity.
  case batteryInfo
  /// Capacity, energy and cycles.
  case capacity
  /// The highest and lowest cell voltages and temperatures.
  case extremes
  /// Where the extremes were measured.
  case extremePositions
  /// The voltages of single cells.
  case cells
  /// How many modules do what.
  case modules
  /// Energy charged and discharged.
  case energy
  /// A part of the battery's name.
  case name
  /// A part of a serial number.
  case serialNumber
  /// The family of products.
  case family
  /// Versions of hardware, software and protocol.
  case versions
  /// What one module measures.
  case moduleMeasurements
  /// The extremes of one module.
  case moduleExtremes
  /// Energy charged and discharged by one module.
  case moduleEnergy
  /// The faults and switches of one module.
  case moduleAlarms
  /// The limits of one module.
  case moduleLimits
  /// What one module is doing.
  case moduleState
  /// The versions of one module.
  case moduleVersions
  /// What has happened to one module, and how often.
  case moduleCounts
  /// How an update of the firmware goes.
  case updateStatus
  /// What a USB board does.
  case usbBoard
  /// The battery stops the PCS at once.
  case quickStop
  /// The PCS asks for an answer.
  case poll
  /// The PCS switches the battery off at once.
  case rapidShutdown
  /// What the PCS is doing.
  case inverterStatus
  /// The sign of life of a gateway.
  case gateway

  /// How many kinds there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 35 }

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
    case .onGridLimits: "on_grid_limits"
    case .events: "events"
    case .batteryInfo: "battery_info"
    case .capacity: "capacity"
    case .extremes: "extremes"
    case .extremePositions: "extreme_positions"
    case .cells: "cells"
    case .modules: "modules"
    case .energy: "energy"
    case .name: "name"
    case .serialNumber: "serial_number"
    case .family: "family"
    case .versions: "versions"
    case .moduleMeasurements: "module_measurements"
    case .moduleExtremes: "module_extremes"
    case .moduleEnergy: "module_energy"
    case .moduleAlarms: "module_alarms"
    case .moduleLimits: "module_limits"
    case .moduleState: "module_state"
    case .moduleVersions: "module_versions"
    case .moduleCounts: "module_counts"
    case .updateStatus: "update_status"
    case .usbBoard: "usb_board"
    case .quickStop: "quick_stop"
    case .poll: "poll"
    case .rapidShutdown: "rapid_shutdown"
    case .inverterStatus: "inverter_status"
    case .gateway: "gateway"
    }
  }
}
