// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension CANFrame {
  /// A data frame from text: an identifier as candump writes it, and hex data.
  public init(_ id: String, _ data: String) {
    self.init(
      id: FrameID(text: id), payload: Payload(hex: data),
      dlc: UInt8(min(8, data.count / 2)))
  }
}

extension FrameID {
  /// An identifier from three or eight hexadecimal digits.
  public init(text: String) {
    let number = UInt32(text, radix: 16) ?? 0
    self =
      text.count == 3
      ? .standard(StandardID(truncating: number))
      : .extended(ExtendedID(truncating: number))
  }
}

extension Payload {
  /// A payload from hexadecimal digits.
  public init(hex: String) {
    self.init()
    for byte in [UInt8](hex: hex) { append(byte) }
  }

  /// The bytes.
  public var bytes: [UInt8] { (0..<count).map { self[$0] } }
}

extension [UInt8] {
  /// Bytes from hexadecimal digits; blanks do not count.
  public init(hex: String) {
    let digits = hex.filter { !$0.isWhitespace }
    self = stride(from: 0, to: digits.count, by: 2).map { index in
      let start = digits.index(digits.startIndex, offsetBy: index)
      let end = digits.index(start, offsetBy: 2)
      return UInt8(digits[start..<end], radix: 16) ?? 0
    }
  }
}

extension InterfaceName {
  /// The bytes of the name.
  public var bytes: [UInt8] { (0..<count).map { self[$0] } }
}
