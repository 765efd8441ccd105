// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
public import CANFormats

/// What a parser makes of a line.
public enum Outcome: Equatable {
  /// The line is a frame.
  case frame(CANFrame)
  /// The line plainly is none, or one that a format writes beside frames.
  case noise
  /// The line cannot be read.
  case malformed(MalformedFrame)

  /// The frame, if the line is one.
  public var frame: CANFrame? {
    if case .frame(let frame) = self { frame } else { nil }
  }
}

extension CANFrame {
  /// A frame that has all that an earlier line can leave behind.
  public static var leftOver: CANFrame {
    var payload = Payload()
    while payload.append(0xEE) {}
    let name: [UInt8] = [UInt8](repeating: UInt8(ascii: "x"), count: 32)
    return CANFrame(
      id: .extended(ExtendedID(truncating: .max)),
      kind: .flexibleData(
        FDFlags(bitRateSwitch: true, errorStateIndicator: true)),
      payload: payload, direction: .transmitted,
      interface: InterfaceName(name.span),
      timestamp: Timestamp(
        nanoseconds: .max, fractionDigits: 9, notation: .calendar))
  }
}

/// Checks what every text format promises about a line.
///
/// - Parameters:
///   - line: The line.
///   - format: The format.
///   - reused: The frame of the line before, which this one replaces.
///   - write: Writes a frame in the format, in the plainest way, or gives `nil`
///     if that cannot be done.
public func checkLine(
  _ line: Span<UInt8>, _ format: some LineFormat, into reused: inout CANFrame,
  _ write: (CANFrame) -> [UInt8]?
) {
  let result = outcome(of: line, format, into: &reused)
  var frame = CANFrame()
  expect(
    outcome(of: line, format, into: &frame) == result,
    "a fresh frame and a used one get the same", line, (frame, reused))
  frame = .leftOver
  expect(
    outcome(of: line, format, into: &frame) == result,
    "nothing is left over", line, (frame, reused))

  guard case .frame(let original) = result else { return }
  checkSound(original, line)
  guard let written = write(original) else { return }
  frame = CANFrame()
  expect(
    outcome(of: written.span, format, into: &frame) == result,
    "a frame that is written comes back", written.span, (original, frame))
  // The frame now has the interface of the line, which opens the short cut.
  expect(
    outcome(of: written.span, format, into: &frame) == result,
    "a frame that is written comes back again", written.span, (original, frame))
}

extension CANFrame {
  /// Whether length, kind and data can belong together.
  public var isSound: Bool {
    let count = payload.count
    let isPlain = dlc == Self.lengthCode(for: count)
    // Eight bytes may have a greater code.
    let isRaw = count == 8 && (9...15).contains(dlc)
    return switch kind {
    case .data: count <= 8 && (isPlain || isRaw)
    // candump shows error frames of CAN FD.
    case .error: isPlain || isRaw
    case .remote: count == 0 && dlc <= 15
    case .flexibleData: isPlain
    }
  }
}

/// Checks that a frame is one that there can be.
///
/// - Parameters:
///   - frame: The frame.
///   - line: The line that it was read from.
public func checkSound(_ frame: CANFrame, _ line: Span<UInt8>) {
  expect(
    frame.isSound, "length, kind and data belong together", line, frame)
}

/// Checks what a format with a state promises about a line behind others.
///
/// - Parameters:
///   - line: The line.
///   - format: The format, which has read the lines before.
///   - reused: The frame of the line before, which this one replaces.
///   - good: Lines whose last one is a frame whatever was before them.
public func checkLine<Format: LineFormat>(
  _ line: Span<UInt8>, behindOthers format: inout Format,
  into reused: inout CANFrame, good: StaticString...
) {
  var frame = CANFrame.leftOver
  let result = outcome(of: line, format, into: &frame)
  expect(
    advance(&format, line, into: &reused) == result,
    "the state alone decides", line, (frame, reused))
  if case .frame(let frame) = result { checkSound(frame, line) }
  guard !good.isEmpty else { return }
  var copy = format
  var last = Outcome.noise
  for line in good {
    last = advance(&copy, [UInt8]("\(line)".utf8).span, into: &frame)
  }
  expect(
    last.frame != nil, "good lines are found behind any other", line,
    (last, frame))
}

/// Reads lines, one behind the other.
///
/// - Parameters:
///   - lines: The lines.
///   - format: The format, which has read the lines before.
///   - frame: The frame of the line before, which is replaced.
/// - Returns: What the last line is.
public func outcome(
  ofLast lines: [[UInt8]], _ format: some LineFormat,
  into frame: inout CANFrame
) -> Outcome {
  var format = format
  var last = Outcome.noise
  for line in lines { last = advance(&format, line.span, into: &frame) }
  return last
}

private func advance(
  _ format: inout some LineFormat, _ line: Span<UInt8>,
  into frame: inout CANFrame
) -> Outcome {
  do throws(MalformedFrame) {
    return try format.parse(line, into: &frame) ? .frame(frame) : .noise
  } catch {
    return .malformed(error)
  }
}

private func outcome(
  of line: Span<UInt8>, _ format: some LineFormat, into frame: inout CANFrame
) -> Outcome {
  var format = format
  do throws(MalformedFrame) {
    return try format.parse(line, into: &frame) ? .frame(frame) : .noise
  } catch {
    checkOffset(of: error, in: line)
    return .malformed(error)
  }
}

/// Checks that an error is within the line or packet.
///
/// - Parameters:
///   - error: The error.
///   - input: The line or packet.
public func checkOffset(of error: MalformedFrame, in input: Span<UInt8>) {
  expect(
    error.offset >= 0 && error.offset <= input.count,
    "an error is within the input", input, error)
}
