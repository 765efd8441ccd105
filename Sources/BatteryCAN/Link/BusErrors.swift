// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The error frames of a bus, by what they report.
public struct BusErrors: Sendable {
  /// How many there were.
  public private(set) var count: UInt64 = 0
  /// How many of the last ones came less than a minute after the one before.
  private(set) var burst: UInt64 = 0
  private var latest: Int64 = 0
  private var counts = InlineArray<6, UInt64>(repeating: 0)

  /// What an error frame reports.
  @nonexhaustive
  public enum Kind: UInt8, Sendable {
    /// Nobody has acknowledged a frame.
    case noAcknowledgement
    /// Bits, stuffing or form of a frame were wrong.
    case violation
    /// The controller has counted so many errors that it has left the bus.
    case busOff
    /// The controller has lost frames, or has counted many errors.
    case controller
    /// The transceiver has found a fault of the wires.
    case transceiver
    /// Anything else.
    case other
  }

  /// How many error frames have reported something.
  ///
  /// - Parameter kind: What they report; a frame that reports several things counts
  ///   as the first of these in the order of bus off, no acknowledgement,
  ///   violation, controller, transceiver.
  public subscript(kind: Kind) -> UInt64 { counts[Int(kind.rawValue)] }

  static var minute: Int64 { 60_000_000_000 }

  /// Takes an error frame.
  ///
  /// - Parameters:
  ///   - bits: The error class, as in `<linux/can/error.h>`.
  ///   - elapsed: The elapsed time.
  mutating func take(_ bits: UInt32, at elapsed: Int64) {
    burst = count > 0 && elapsed &- latest < Self.minute ? burst &+ 1 : 1
    latest = elapsed
    count &+= 1
    counts[Int(Self.kind(of: bits).rawValue)] &+= 1
  }

  private static func kind(of bits: UInt32) -> Kind {
    if bits & 0x40 != 0 { return .busOff }
    if bits & 0x20 != 0 { return .noAcknowledgement }
    if bits & 0x88 != 0 { return .violation }
    if bits & 0x04 != 0 { return .controller }
    return bits & 0x10 != 0 ? .transceiver : .other
  }
}
