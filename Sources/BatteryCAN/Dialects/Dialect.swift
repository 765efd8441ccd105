// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What one family of batteries means by its frames.
///
/// A dialect is data: a name, and for each identifier the message that it
/// carries and where the signals are. What dialects share they name, and what
/// differs they say; nothing is decoded twice.
///
/// ## Add a dialect
///
/// Write one file `Dialect+Name.swift` with its sources and a function from
/// identifiers to layouts; let it fall back on a relative's function for what
/// both have in common. Then give it a case here.
@nonexhaustive
public enum Dialect: UInt8, Sendable {
  /// Pylontech low voltage, V1.0 to V1.2, and the clones that keep to it.
  case pylontech

  /// How many dialects there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 1 }

  /// The name, as in `--dialect` and in every output.
  public var name: StaticString {
    switch self {
    case .pylontech: "pylontech"
    }
  }

  /// Which message an identifier carries, and where its signals are.
  ///
  /// - Parameter id: An identifier.
  /// - Returns: The layout, or `nil` if the identifier is none of the dialect's.
  public func layout(of id: StandardID) -> MessageLayout? {
    switch self {
    case .pylontech: Self.pylontechLayout(of: id)
    }
  }

  /// Decodes a frame.
  ///
  /// - Parameter frame: Any frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  ///   Every classic data frame with a known identifier is a message, however
  ///   short: what is missing from it reads as absent.
  @inlinable  // Looks at the frame and does not copy it: 29 instructions less.
  public func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    guard case .standard(let id) = frame.id, case .data = frame.kind,
      let payload = frame.payload.classic
    else { return nil }
    return decode(payload, id: id)
  }

  /// Decodes the data of a classic frame with a standard identifier.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  public func decode(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage? {
    layout(of: id)?.message(payload, id: id)
  }
}
