// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads lines of text captures, whichever format each of them has.
///
/// The format of the line before is tried first and the others only when it
/// fails, so a pasted mixture is read as well as a clean log, and a clean log
/// costs nothing extra.
public struct TextLineParser: Sendable {
  private var log = CandumpLog()
  private var console = CandumpConsole()
  private var current = Format.candumpLog

  /// The text formats that are known.
  private enum Format {
    case candumpLog
    case candumpConsole

    /// The one to try after this one; all of them form a circle.
    var next: Format {
      switch self {
      case .candumpLog: .candumpConsole
      case .candumpConsole: .candumpLog
      }
    }
  }

  /// Creates a parser that has seen no line yet.
  public init() {}

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end; a trailing carriage return is ignored.
  ///   - frame: Where the frame goes; unspecified unless the result is `true`.
  /// - Returns: Whether the line is a frame; `false` for a line that plainly is
  ///   none, such as a comment or a shell prompt (see ``LineNoise``).
  /// - Throws: ``MalformedFrame`` from the format that got furthest.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let whole = line.withoutCarriageReturn
    // A frame that is commented out is none, whichever format it has.
    if LineNoise.isComment(whole) { return false }
    let start = Self.startOfText(whole)
    let line = whole.extracting(start...)
    let first = current
    var best = MalformedFrame(.notAFrame, at: 0)
    repeat {
      do throws(MalformedFrame) {
        try parse(line, as: current, into: &frame)
        return true
      } catch {
        if error.offset >= best.offset { best = error }
      }
      current = current.next
    } while current != first
    let isZeros = whole.count > 0 && whole[0] == 0
    if !isZeros, LineNoise.matches(line) { return false }
    throw MalformedFrame(best.reason, at: start &+ best.offset)
  }

  /// Passes over what stands before a frame in a quoted mail (`> `), or in a
  /// log that was being written when the power failed (zeros).
  private static func startOfText(_ line: Span<UInt8>) -> Int {
    var index = 0
    var start = 0
    while index < line.count {
      switch line[index] {
      case 0, UInt8(ascii: ">"): start = index &+ 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      default: return start
      }
      index &+= 1
    }
    return start
  }

  private mutating func parse(
    _ line: Span<UInt8>, as format: Format, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    switch format {
    case .candumpLog: try log.parse(line, into: &frame)
    case .candumpConsole: try console.parse(line, into: &frame)
    }
  }
}
