// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// One message of a BMS or PCS: a payload, and how its dialect reads it.
///
/// A message is a view of its payload. Nothing of the frame is lost by decoding
/// it, and a signal is worked out when it is asked for.
public protocol Message: Equatable, Sendable {
  /// Which message it is.
  static var kind: MessageKind { get }
  /// The identifier of the frame.
  var id: StandardID { get }
  /// The data of the frame.
  var payload: ClassicPayload { get }
  /// Hands every signal to a visitor, present or not, always in one order.
  ///
  /// - Parameter visitor: What takes the signals.
  func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor)
}

extension Message {
  /// The message as the frame it is sent in.
  public var frame: CANFrame {
    CANFrame(id: .standard(id), payload: Payload(payload))
  }
}
