// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A text format that writes one frame a line.
///
/// A format is a value, so that it can remember what earlier lines said. To add
/// one, conform a type here and name it in ``TextLineParser``.
public protocol LineFormat {
  /// Reads one line.
  ///
  /// The frame may be the one of the line before: what the format does not
  /// write is set to "unknown", nothing is left over. When an error is thrown
  /// the frame's content is not specified.
  ///
  /// - Parameters:
  ///   - line: The line without its end; no trailing carriage return.
  ///   - frame: Where the frame goes.
  /// - Throws: ``MalformedFrame`` when the line is not a frame of this format.
  mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame)
}
