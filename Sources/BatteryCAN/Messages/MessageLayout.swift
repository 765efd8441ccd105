// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Which message an identifier carries in a dialect, and where its signals are.
@nonexhaustive
public enum MessageLayout: Hashable, Sendable {
  /// The layout of ``Limits``.
  case limits(Limits.Layout)
  /// The layout of ``StateOfCharge``.
  case stateOfCharge(StateOfCharge.Layout)
  /// The layout of ``Measurements``.
  case measurements(Measurements.Layout)
  /// The layout of ``Alarms``.
  case alarms(Alarms.Layout)
  /// The layout of ``Requests``.
  case requests(Requests.Layout)
  /// A ``Manufacturer``, which leaves no choice.
  case manufacturer
  /// A ``KeepAlive``, which leaves no choice.
  case keepAlive

  /// Reads a payload as the message.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message.
  public func message(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage {
    switch self {
    case .limits(let layout):
      .limits(Limits(payload: payload, id: id, layout: layout))
    case .stateOfCharge(let layout):
      .stateOfCharge(StateOfCharge(payload: payload, id: id, layout: layout))
    case .measurements(let layout):
      .measurements(Measurements(payload: payload, id: id, layout: layout))
    case .alarms(let layout):
      .alarms(Alarms(payload: payload, id: id, layout: layout))
    case .requests(let layout):
      .requests(Requests(payload: payload, id: id, layout: layout))
    case .manufacturer:
      .manufacturer(Manufacturer(payload: payload, id: id))
    case .keepAlive:
      .keepAlive(KeepAlive(payload: payload, id: id))
    }
  }
}
