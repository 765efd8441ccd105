// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension CandumpLog {
  /// What is written of a frame.
  ///
  /// As it is created, that is what can-utils, Wireshark 4.0, python-can 4.6
  /// and cantools 45 all read: Wireshark gives up at a direction, takes the
  /// digits of a fraction for microseconds however many there are, and gives up
  /// at a raw length code, at which python-can does as well.
  public struct LineStyle: Equatable, Sendable {
    /// Whether ` R` or ` T` tells who sent the frame.
    public var hasDirection = false
    /// Whether `_9` to `_F` tell a raw length code.
    public var hasLengthCode = false
    /// Whether times have nine digits after the point instead of six.
    public var hasNanoseconds = false
    /// The name for frames without one; if it is empty, `%`, which is no name.
    ///
    /// A frame that really has this name gets another, so that the two are not
    /// mixed up.
    public var unnamedInterface = InterfaceName()

    /// Creates the style that everybody reads.
    public init() {}
  }

  /// How long a line can get that ``encode(_:_:into:)`` writes.
  public static var maximumLength: Int { 261 }

  /// Writes a frame as a line of `candump -l`.
  ///
  ///     line      = "(" 10DIGIT "." (6DIGIT | 9DIGIT) ")" " " interface " "
  ///                 frame [" " direction]
  ///     interface = 1*(VCHAR | "%" 2HEXDIG)   ; VCHAR but "%"
  ///
  /// and `frame` as ``CandumpLog`` reads it. Bytes of an interface name that are
  /// no visible ASCII characters, which end a word or a line for one reader or
  /// another, become `%` and two digits; so does a `%`, so that no two names
  /// become one.
  ///
  /// - Parameters:
  ///   - frame: The frame.
  ///   - style: What is written of it.
  ///   - line: Where the line goes, without an end; it has room for
  ///     ``maximumLength`` bytes.
  /// - Returns: What came of it, or `nil` if no line can hold the frame: a
  ///   classic frame of more than 8 bytes, or a remote frame with data.
  public static func encode(
    _ frame: borrowing CANFrame, _ style: LineStyle,
    into line: inout MutableSpan<UInt8>
  ) -> EncodedFrame? {
    guard frame.isPossible else { return nil }
    var losses = frame.timeLosses
    var end = 0
    line.putTime(frame, style, at: &end, &losses)
    line.put(UInt8(ascii: " "), at: &end)
    line.putInterface(frame, style, at: &end, &losses)
    line.put(UInt8(ascii: " "), at: &end)
    line.putIdentifier(frame, at: &end)
    line.put(UInt8(ascii: "#"), at: &end)
    line.putContent(frame, style, at: &end, &losses)
    if frame.direction != .unknown {
      if style.hasDirection {
        line.put(UInt8(ascii: " "), at: &end)
        line.put(frame.direction == .received ? 0x52 : 0x54, at: &end)  // R, T
      } else {
        losses.insert(.direction)
      }
    }
    return EncodedFrame(count: end, losses: losses)
  }
}

extension MutableSpan<UInt8> {
  fileprivate mutating func putTime(
    _ frame: borrowing CANFrame, _ style: CandumpLog.LineStyle,
    at end: inout Int, _ losses: inout EncodingLosses
  ) {
    let time = TimeParts(frame.timestamp)
    let half: UInt64 = 100_000
    put(UInt8(ascii: "("), at: &end)
    let high = UInt32(truncatingIfNeeded: time.seconds / half)
    let low = UInt32(truncatingIfNeeded: time.seconds % half)
    put(decimal: high, digits: 5, at: &end)
    put(decimal: low, digits: 5, at: &end)
    put(UInt8(ascii: "."), at: &end)
    if style.hasNanoseconds {
      put(decimal: time.nanoseconds, digits: 9, at: &end)
    } else {
      put(decimal: time.nanoseconds / 1000, digits: 6, at: &end)
      if time.nanoseconds % 1000 != 0 { losses.insert(.precision) }
    }
    put(UInt8(ascii: ")"), at: &end)
  }

  fileprivate mutating func putInterface(
    _ frame: borrowing CANFrame, _ style: CandumpLog.LineStyle,
    at end: inout Int, _ losses: inout EncodingLosses
  ) {
    if frame.interface.isEmpty {
      losses.insert(.unknownInterface)
      if style.unnamedInterface.isEmpty {
        put(UInt8(ascii: "%"), at: &end)
      } else {
        put(style.unnamedInterface, isTaken: false, at: &end)
      }
    } else {
      let isTaken = frame.interface == style.unnamedInterface
      let start = end
      put(frame.interface, isTaken: isTaken, at: &end)
      // Only an escape makes a name longer.
      if end &- start != frame.interface.count { losses.insert(.interface) }
    }
  }

  /// Writes a name, and its first byte in digits if another has that name.
  private mutating func put(
    _ name: InterfaceName, isTaken: Bool, at end: inout Int
  ) {
    var index = 0
    while index < name.count {
      let byte = name[index]
      let isVisible = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%")
      if isVisible, !(isTaken && index == 0) {
        put(byte, at: &end)
      } else {
        put(UInt8(ascii: "%"), at: &end)
        put(hex: UInt32(byte), digits: 2, at: &end)
      }
      index &+= 1
    }
  }

  /// Writes three digits for 11 bits, and eight for 29 and for error frames.
  fileprivate mutating func putIdentifier(
    _ frame: borrowing CANFrame, at end: inout Int
  ) {
    let isError = frame.kind == .error
    let flag = isError ? LinuxFlags.error : 0
    switch frame.id {
    case .standard(let id):
      put(
        hex: UInt32(id.rawValue) | flag, digits: isError ? 8 : 3, at: &end)
    case .extended(let id):
      put(hex: id.rawValue | flag, digits: 8, at: &end)
    }
  }

  /// Writes what is behind the `#`.
  fileprivate mutating func putContent(
    _ frame: borrowing CANFrame, _ style: CandumpLog.LineStyle,
    at end: inout Int, _ losses: inout EncodingLosses
  ) {
    switch frame.kind {
    case .data, .error: break
    case .flexibleData(let flags):
      put(UInt8(ascii: "#"), at: &end)
      put(hex: UInt32(flags.linuxBits), digits: 1, at: &end)
    case .remote:
      put(UInt8(ascii: "R"), at: &end)
      if frame.dlc > 0 {
        put(decimal: UInt32(frame.plainLengthCode), digits: 1, at: &end)
      }
    }
    var index = 0
    while index < frame.payload.count {
      put(hex: UInt32(frame.payload[index]), digits: 2, at: &end)
      index &+= 1
    }
    guard frame.dlc != frame.plainLengthCode else { return }
    if style.hasLengthCode, let code = frame.rawLengthCode {
      put(UInt8(ascii: "_"), at: &end)
      put(hex: UInt32(code), digits: 1, at: &end)
    } else {
      losses.insert(.lengthCode)
    }
  }
}
