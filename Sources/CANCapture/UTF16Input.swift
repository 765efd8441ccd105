// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Turns text in UTF-16, as PowerShell and some editors write it, into UTF-8.
struct UTF16Input {
  private let isBigEndian: Bool
  /// Bytes that were read before it was known what they are.
  private var waiting: ArraySlice<UInt8>
  /// The first byte of a unit whose second one is still to come.
  private var half: UInt8?
  /// The first unit of a surrogate pair whose second one is still to come.
  private var high: UInt16?
  /// What has been decoded and not yet handed out.
  private var decoded: ArraySlice<UInt8> = []

  /// Recognises UTF-16 by its byte order mark, or by the zeros beside the first
  /// characters if they are ASCII.
  ///
  /// - Parameter head: All bytes that have been read; they are decoded first.
  init?(_ head: ArraySlice<UInt8>) {
    if head.starts(with: [0xFF, 0xFE]) {
      isBigEndian = false
      waiting = head.dropFirst(2)
    } else if head.starts(with: [0xFE, 0xFF]) {
      isBigEndian = true
      waiting = head.dropFirst(2)
    } else {
      let first = Array(head.prefix(4))
      guard first.count == 4 else { return nil }
      if Self.isText(first[0]), first[1] == 0, Self.isText(first[2]),
        first[3] == 0
      {
        isBigEndian = false
      } else if first[0] == 0, Self.isText(first[1]), first[2] == 0,
        Self.isText(first[3])
      {
        isBigEndian = true
      } else {
        return nil
      }
      waiting = head
    }
  }

  private static func isText(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) || (0x09...0x0D).contains(byte)
  }

  /// Whether bytes can be had without reading any.
  var hasBytes: Bool { !decoded.isEmpty || waiting.count > 1 }

  /// Hands out bytes that are there.
  ///
  /// - Parameters:
  ///   - buffer: Where they go.
  ///   - range: Which part of it to fill.
  /// - Returns: How many there are.
  mutating func take(into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
    if decoded.isEmpty, !waiting.isEmpty {
      let bytes = waiting
      waiting = []
      decode(bytes)
    }
    let count = min(range.count, decoded.count)
    buffer.replaceSubrange(range.prefix(count), with: decoded.prefix(count))
    decoded = decoded.dropFirst(count)
    return count
  }

  /// Decodes bytes that have been read.
  mutating func decode(_ bytes: ArraySlice<UInt8>) {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      let (upper, lower) = isBigEndian ? (first, byte) : (byte, first)
      append(unit: UInt16(upper) << 8 | UInt16(lower), to: &text)
    }
    decoded = text[...]
  }

  /// Appends a unit, a replacement character where a surrogate stands alone.
  private mutating func append(unit: UInt16, to text: inout [UInt8]) {
    if let first = high {
      high = nil
      if UTF16.isTrailSurrogate(unit) {
        let value =
          0x1_0000 + (UInt32(first & 0x3FF) << 10 | UInt32(unit & 0x3FF))
        append(scalar: value, to: &text)
        return
      }
      append(scalar: 0xFFFD, to: &text)
    }
    if UTF16.isLeadSurrogate(unit) {
      high = unit
    } else if UTF16.isTrailSurrogate(unit) {
      append(scalar: 0xFFFD, to: &text)
    } else {
      append(scalar: UInt32(unit), to: &text)
    }
  }

  private func append(scalar value: UInt32, to text: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value) else { return }
    text += UTF8.encode(scalar).map { Array($0) } ?? []
  }
}
