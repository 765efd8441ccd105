// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Writing at a position that moves on. The caller makes sure that there is
// room; beyond the end of the bytes the program stops.

extension MutableSpan<UInt8> {
  mutating func put(_ byte: UInt8, at position: inout Int) {
    self[position] = byte
    position &+= 1
  }

  /// Writes a number with zeros in front, or its last digits if it has more.
  mutating func put(
    decimal number: UInt32, digits: Int, at position: inout Int
  ) {
    var rest = number
    var index = position &+ digits
    while index > position {
      index &-= 1
      self[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    position &+= digits
  }

  /// Writes the last hexadecimal digits of a number, in capitals.
  mutating func put(hex number: UInt32, digits: Int, at position: inout Int) {
    var shift = UInt32(truncatingIfNeeded: digits) &* 4
    while shift > 0 {
      shift &-= 4
      let nibble = UInt8(truncatingIfNeeded: number &>> shift) & 0xF
      put((nibble < 10 ? 0x30 : 0x37) &+ nibble, at: &position)
    }
  }

  mutating func put(_ number: UInt32, _ order: ByteOrder, at position: Int) {
    let word = order == .littleEndian ? number : number.byteSwapped
    var index = 0
    while index < 4 {
      let shift = UInt32(truncatingIfNeeded: index) &* 8
      self[position &+ index] = UInt8(truncatingIfNeeded: word &>> shift)
      index &+= 1
    }
  }
}

/// A time in the parts that formats write.
struct TimeParts {
  /// At most 9,223,372,036.
  let seconds: UInt64
  let nanoseconds: UInt32

  /// Splits a time; without one all parts are zero.
  init(_ timestamp: Timestamp?) {
    let total = timestamp.map { UInt64(bitPattern: $0.nanoseconds) } ?? 0
    let billion: UInt64 = 1_000_000_000
    seconds = total / billion
    nanoseconds = UInt32(truncatingIfNeeded: total % billion)
  }
}

extension CANFrame {
  /// Whether the frame could be on a bus, as far as formats have no way to
  /// write another.
  var isPossible: Bool {
    switch kind {
    case .data, .error: payload.count <= 8
    case .remote: payload.count == 0
    case .flexibleData: true
    }
  }

  /// The length code that follows from the number of bytes; for a remote frame,
  /// which has none, the length that is asked for.
  var plainLengthCode: UInt8 {
    kind == .remote ? min(dlc, 8) : Self.lengthCode(for: payload.count)
  }

  /// The raw length code, 9 to 15, of a classic frame of 8 bytes, or `nil`.
  var rawLengthCode: UInt8? {
    if case .flexibleData = kind { return nil }
    return plainLengthCode == 8 && dlc > 8 && dlc < 16 ? dlc : nil
  }

  /// What is lost of the time in any format that counts seconds.
  var timeLosses: EncodingLosses {
    var losses = EncodingLosses()
    if let timestamp {
      if timestamp.notation == .calendar { losses.insert(.localTime) }
    } else {
      losses.insert(.unknownTime)
    }
    return losses
  }
}
