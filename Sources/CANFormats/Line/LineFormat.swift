// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A text format that writes one frame a line.
///
/// A format is a value, so that it can remember what earlier lines said: the
/// base of numbers, which column is which. To add one, conform a type in a
/// folder of its own, and name it in `TextFormats`.
///
/// No line is a frame of two formats, so that only a header, and not the format
/// of the lines before it, has a say in what a line is: where one format is like
/// another, it asks for what the other does not write.
public protocol LineFormat: Equatable {
  /// Whether lines of the format can begin with a byte, blanks and colours
  /// apart.
  ///
  /// It spares most formats the look at a line that is of another one. Where it
  /// is `false`, `parse` throws ``MalformedFrame/Reason/notAFrame``.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether to try the format.
  static func canBegin(with byte: UInt8) -> Bool

  /// Reads one line.
  ///
  /// The frame may be the one of the line before: what the format does not
  /// write is set to "unknown", nothing is left over. Unless the result is
  /// `true` the frame's content is not specified.
  ///
  /// - Parameters:
  ///   - line: The line without its end; no trailing carriage return.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for a line that the format
  ///   writes beside frames, such as a header.
  /// - Throws: ``MalformedFrame`` when the line is not one of this format, with
  ///   the reason ``MalformedFrame/Reason/notAFrame`` if nothing in it looks as
  ///   if it were.
  mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool
}
