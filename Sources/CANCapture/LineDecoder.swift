// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Reads the lines of a text capture as frames, counts them, and says where a bad
/// one is.
struct LineDecoder: Sendable {
  var parser = TextLineParser()
  /// How many lines have been read, frames or not.
  var lineCount: UInt64 = 0
  /// What the last line has behind the zeros that have spoilt it.
  private var frameBehindZeros = CANFrame()
  /// Whether that frame is there, and waits.
  private(set) var hasFrame = false
  /// Whether the next line is the rest of the last one.
  private var isInsideLine = false

  /// What came nearest to a frame, as long as nothing was one.
  private(set) var hint: TextHint?

  /// Looks at the beginning of a capture, before its first line is read.
  ///
  /// Some lines are frames only if others of the same form are, and none if the
  /// numbers of others are decimal.
  ///
  /// - Parameters:
  ///   - text: Lines.
  ///   - isWhole: Whether the last one is not cut off.
  mutating func lookAhead(_ text: Span<UInt8>, isWhole: Bool) {
    var frame = CANFrame()
    var start = 0
    var number: UInt64 = 0
    var hasFrames = false
    while start < text.count {
      number += 1
      if let next = parser.parseUsual(text, at: start, into: &frame) {
        start = next
        hasFrames = true
        continue
      }
      let found = text.endOfLine(from: start, searchedUpTo: start)
      guard let end = found ?? (isWhole ? text.count : nil) else { break }
      let line = text.extracting(start..<end)
      start = end + 1
      do throws(MalformedFrame) {
        let isFrame = try parser.parse(line, into: &frame)
        if let rest = startOfRest(of: line) { start = end - line.count + rest }
        if isFrame {
          hasFrames = true
        } else if !hasFrames, let comment = LineNoise.comment(line),
          comment.firstDigitIndex() != nil
        {
          var other = TextLineParser()
          if (try? other.parse(comment, into: &frame)) == true {
            hint = .commented(after: hint, line: number)
          }
        }
      } catch {
        if !hasFrames {
          hint = TextHint(line, error.reason, number: number, after: hint)
        }
      }
    }
    if hasFrames { hint = nil }
    parser.beginAnew()
  }

  /// Hands out the frame that belongs to the line before, if one waits.
  mutating func takeFrame(into frame: inout CANFrame) -> Bool {
    guard hasFrame else { return false }
    hasFrame = false
    frame = frameBehindZeros
    return true
  }

  /// Counts lines that were read elsewhere.
  mutating func count(_ lines: Int) { lineCount &+= UInt64(lines) }

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - line: The line without its line feed.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether it is a frame; `false` for a line that plainly is none.
  /// - Throws: ``MalformedFrame``; see ``record(of:)``.
  mutating func read(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard line.count <= LineReader.maximumLength else { throw tooLong() }
    if !isInsideLine { lineCount += 1 }
    isInsideLine = false
    do throws(MalformedFrame) {
      let isFrame = try parser.parse(line, into: &frame)
      isInsideLine = parser.unreadCount > 0
      return isFrame
    } catch {
      keepFrame(behindZerosOf: line)
      throw error
    }
  }

  /// Where the frames of a line begin that have not been read with its first one, or
  /// `nil` if there are none: they are to be read as another line.
  func startOfRest(of line: Span<UInt8>) -> Int? {
    guard parser.unreadCount > 0 else { return nil }
    var end = line.count
    while end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return end - parser.unreadCount
  }

  /// Counts a line that is too long to be read.
  mutating func tooLong() -> MalformedFrame {
    lineCount += 1
    return MalformedFrame(.lineTooLong, at: 0)
  }

  /// Says where the last line is, and what is wrong with it.
  func record(of error: MalformedFrame) -> MalformedRecord {
    MalformedRecord(
      reason: error.reason, number: lineCount, unit: .line,
      byte: UInt64(error.offset) + 1)
  }

  /// Keeps the frame at the end of a bad line, if zeros are before it: a log in
  /// which a line was cut off when the power failed, and which goes on behind.
  private mutating func keepFrame(behindZerosOf line: Span<UInt8>) {
    guard hasByte(0, in: line) else { return }
    var start = line.count
    while start > 0, line[start - 1] != 0 { start -= 1 }
    let rest = line.extracting(start...)
    let isFrame = try? parser.parse(rest, into: &frameBehindZeros)
    if isFrame == true { hasFrame = true }
  }
}
