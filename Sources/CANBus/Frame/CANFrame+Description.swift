// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if !hasFeature(Embedded)
extension FrameID: CustomStringConvertible {
  /// The identifier as candump writes it: three digits for 11 bits, eight for
  /// 29.
  public var description: String {
    switch self {
    case .standard(let id): hexadecimal(UInt32(id.rawValue), digits: 3)
    case .extended(let id): hexadecimal(id.rawValue, digits: 8)
    }
  }
}

extension ClassicPayload: CustomStringConvertible {
  /// The bytes as hexadecimal digits.
  public var description: String {
    (0..<count).map { hexadecimal(UInt32(self[$0]), digits: 2) }.joined()
  }
}

extension Payload: CustomStringConvertible {
  /// The bytes as hexadecimal digits.
  public var description: String {
    (0..<count).map { hexadecimal(UInt32(self[$0]), digits: 2) }.joined()
  }
}

extension InterfaceName {
  /// Creates a name from text, keeping its first 32 bytes.
  ///
  /// - Parameter text: The name.
  public init(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span)
  }
}

extension InterfaceName: CustomStringConvertible {
  /// The name, with bytes replaced that are not UTF-8.
  ///
  /// It comes from the capture: escape it before you show it.
  public var description: String {
    String(decoding: (0..<count).map { self[$0] }, as: UTF8.self)
  }
}

extension Timestamp: CustomStringConvertible {
  /// The time in seconds, with the digits of the source.
  public var description: String {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(
      dividingBy: 1_000_000_000)
    guard fractionDigits > 0 else { return "\(seconds)" }
    let digits = String(rest)
    let fraction = String(repeating: "0", count: 9 - digits.count) + digits
    return "\(seconds).\(fraction.prefix(Int(fractionDigits)))"
  }
}

extension CANFrame: CustomStringConvertible {
  /// The frame as in a candump log: `(1.5) can0 351#1402`.
  public var description: String {
    var text = timestamp.map { "(\($0)) " } ?? ""
    if !interface.isEmpty { text += "\(interface) " }
    switch kind {
    case .data: text += "\(id)#\(payload)"
    case .flexibleData(let flags):
      text += "\(id)##\(hexadecimal(UInt32(flags.linuxBits), digits: 1))"
      text += "\(payload)"
    case .remote: text += "\(id)#R\(dlc == 0 ? "" : "\(min(dlc, 8))")"
    case .error:
      if case .extended(let id) = id {
        text += hexadecimal(id.rawValue | 0x2000_0000, digits: 8)
      }
      text += "#\(payload)"
    }
    return text
  }
}

private func hexadecimal(_ number: UInt32, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
#endif
