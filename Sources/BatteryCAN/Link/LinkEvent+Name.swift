// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

extension LinkEvent {
  /// The name of what happened, in JSON and CSV.
  public var name: StaticString {
    switch kind {
    case .batteryAppeared: "battery_appeared"
    case .inverterAppeared: "inverter_appeared"
    case .limitChanged: "limit_changed"
    case .forbidden(.charge, _): "charge_forbidden"
    case .forbidden(.discharge, _): "discharge_forbidden"
    case .allowed(.charge, _): "charge_allowed"
    case .allowed(.discharge, _): "discharge_allowed"
    case .requestMade: "request_made"
    case .requestEnded: "request_ended"
    case .forceChargeFulfilled: "force_charge_fulfilled"
    case .forceChargeIgnored: "force_charge_ignored"
    case .fullChargeReached: "full_charge_reached"
    case .faultRaised: "fault_raised"
    case .faultCleared: "fault_cleared"
    case .stillOpen: "still_open"
    case .recordingGap: "recording_gap"
    case .busSilent: "bus_silent"
    case .silent(.battery, _): "battery_silent"
    case .silent(.limits, _): "limits_silent"
    case .silent(.inverter, _): "inverter_silent"
    case .back(.battery, _): "battery_back"
    case .back(.limits, _): "limits_back"
    case .back(.inverter, _): "inverter_back"
    case .dialectChanged: "dialect_changed"
    case .socJumped: "soc_jumped"
    case .timeJumped: "time_jumped"
    }
  }
}

extension LinkEvent.Cause {
  /// The name in JSON and CSV.
  public var name: StaticString {
    switch self {
    case .bus: "bus"
    case .dialectChange: "dialect_change"
    case .endOfCapture: "end_of_capture"
    case .recordingGap: "recording_gap"
    case .silence: "silence"
    }
  }
}

extension LinkEvent.Prohibition {
  /// The name in JSON and CSV.
  public var name: StaticString {
    switch self {
    case .limit: "limit"
    case .permission: "permission"
    case .both: "limit_and_permission"
    }
  }
}
