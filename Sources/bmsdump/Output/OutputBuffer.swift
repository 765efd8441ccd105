// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Collects output and writes it in large pieces of whole lines or records.
struct OutputBuffer: ~Copyable {
  private var bytes: [UInt8] = []
  private let sink: ByteSink
  private let isText: Bool
  private let flushesEachLine: Bool
  /// Why writing has failed; nothing is written after that.
  private(set) var failure: SystemError?

  /// How much is collected before it is written.
  private static var limit: Int { 64 * 1024 }

  /// Starts with nothing collected.
  ///
  /// - Parameters:
  ///   - sink: Where to write.
  ///   - isText: Whether it is lines that are written, and not records.
  init(_ sink: consuming ByteSink, isText: Bool = true) {
    self.init(sink, isText: isText, reserving: Self.limit + 4096)
  }

  private init(
    _ sink: consuming ByteSink, isText: Bool = true, reserving size: Int
  ) {
    self.isText = isText
    flushesEachLine = sink.isTerminal
    self.sink = sink
    bytes.reserveCapacity(size)
  }

  /// Whether the output is a terminal.
  var isTerminal: Bool { flushesEachLine }

  /// Removes the blanks at the end of a line.
  mutating func trim() {
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
  }

  /// Ends a line.
  mutating func endLine() {
    append(UInt8(ascii: "\n"))
    if flushesEachLine || bytes.count >= Self.limit { flush() }
  }

  /// Ends a record of a format that has no lines.
  mutating func endRecord() {
    if bytes.count >= Self.limit { flush() }
  }

  /// Writes what has been collected.
  mutating func flush() {
    guard !bytes.isEmpty else { return }
    if failure == nil {
      do throws(SystemError) {
        try sink.write(bytes.span, isText: isText)
      } catch {
        failure = error
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }

  /// A buffer for text that is taken out.
  static func forText() -> OutputBuffer {
    OutputBuffer(ByteSink(descriptor: 1), reserving: 64)
  }

  /// Takes out what waits, instead of writing it.
  mutating func takeText() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How many bytes wait, for measuring what has been appended.
  var count: Int { bytes.count }

  /// Appends blanks.
  mutating func pad(to width: Int) { pad(to: width, since: bytes.count) }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  /// Appends the first bytes of a text.
  mutating func append(_ text: [UInt8], first count: Int) {
    bytes.append(contentsOf: text[..<count])
  }

  /// Appends blanks until so much has been appended since a mark.
  mutating func pad(to width: Int, since mark: Int) {
    while bytes.count - mark < width { bytes.append(UInt8(ascii: " ")) }
  }

  /// Appends the digits of a number, with zeros in front up to a width.
  mutating func append(_ number: UInt64, width: Int = 1) {
    var digits = 1
    var power: UInt64 = 10
    while digits < 20, number >= power {
      digits += 1
      if digits < 20 { power *= 10 }
    }
    let count = max(digits, width)
    var index = bytes.count + count
    for _ in 0..<count { bytes.append(UInt8(ascii: "0")) }
    var rest = number
    while rest > 0 {
      index -= 1
      bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// Appends a decimal number with all of its decimals.
  mutating func append(_ number: DecimalNumber) {
    if number.significand < 0 { append(UInt8(ascii: "-")) }
    append(number.significand.magnitude, decimals: number.decimals)
  }

  /// Appends a number with a point before its last digits.
  mutating func append(_ number: UInt64, decimals: UInt8) {
    guard decimals > 0 else { return append(number) }
    var factor: UInt64 = 10
    for _ in 1..<decimals { factor *= 10 }
    append(number / factor)
    append(UInt8(ascii: "."))
    append(number % factor, width: Int(decimals))
  }

  /// Appends hexadecimal digits in capitals.
  mutating func appendHex(_ number: UInt32, digits: Int) {
    var shift = UInt32(truncatingIfNeeded: digits) * 4
    while shift > 0 {
      shift -= 4
      let nibble = UInt8(truncatingIfNeeded: number >> shift) & 0xF
      let base = nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10
      append(base + nibble)
    }
  }

  /// Appends an identifier as candump writes it: three digits for 11 bits, eight
  /// for 29, and for an error frame eight with `CAN_ERR_FLAG`.
  mutating func append(_ id: FrameID, isError: Bool) {
    switch id {
    case .standard(let id): appendHex(UInt32(id.rawValue), digits: 3)
    case .extended(let id):
      appendHex(id.rawValue | (isError ? 0x2000_0000 : 0), digits: 8)
    }
  }

  /// Appends the data of a frame.
  mutating func appendHex(_ payload: borrowing Payload) {
    for index in 0..<payload.count {
      appendHex(UInt32(payload[index]), digits: 2)
    }
  }
}
