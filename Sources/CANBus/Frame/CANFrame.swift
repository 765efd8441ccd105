// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// One frame of a capture: what was on the bus, where and when.
///
/// A value without heap storage. Readers fill one frame again and again, so
/// that a long capture costs no more memory than a short one.
public struct CANFrame: Equatable, Sendable {
  /// The identifier; for an error frame the error class.
  public var id: FrameID
  /// What the frame carries.
  public var kind: FrameKind
  /// The data length code as on the wire.
  ///
  /// For a classic frame the number of bytes, or 9 to 15 for eight bytes with
  /// a raw length code; for a remote frame the length that is asked for.
  public var dlc: UInt8
  /// Whether the recorder sent or received the frame.
  public var direction: Direction
  /// The data.
  public var payload: Payload
  /// The bus, empty if the capture does not name it.
  public var interface: InterfaceName
  /// When the frame was seen, or `nil` if the capture does not say.
  public var timestamp: Timestamp?

  /// Creates a frame.
  ///
  /// - Parameters:
  ///   - id: The identifier.
  ///   - kind: What the frame carries.
  ///   - payload: The data.
  ///   - dlc: The data length code; by default the one of the payload's size.
  ///   - direction: Whether the recorder sent or received it.
  ///   - interface: The bus.
  ///   - timestamp: When it was seen.
  public init(
    id: FrameID,
    kind: FrameKind = .data,
    payload: Payload = Payload(),
    dlc: UInt8? = nil,
    direction: Direction = .unknown,
    interface: InterfaceName = InterfaceName(),
    timestamp: Timestamp? = nil
  ) {
    self.id = id
    self.kind = kind
    self.payload = payload
    self.dlc = dlc ?? Self.lengthCode(for: payload.count)
    self.direction = direction
    self.interface = interface
    self.timestamp = timestamp
  }

  /// Creates an empty frame for a reader to fill.
  public init() {
    self.init(id: .standard(StandardID(truncating: 0)))
  }

  /// The smallest length code whose frame holds `count` bytes (ISO 11898-1).
  ///
  /// - Parameter count: A number of bytes; more than 64 counts as 64.
  /// - Returns: 0 to 8 for that many bytes, 9 to 15 for 12, 16, 20, 24, 32, 48
  ///   and 64.
  public static func lengthCode(for count: Int) -> UInt8 {
    switch count {
    case ...8: UInt8(truncatingIfNeeded: count)
    case ...12: 9
    case ...16: 10
    case ...20: 11
    case ...24: 12
    case ...32: 13
    case ...48: 14
    default: 15
    }
  }
}
