// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension Signal {
  /// Puts a reading into a payload that is being built.
  ///
  /// - Parameters:
  ///   - reading: What the frame is to say.
  ///   - field: Its name, for the error.
  ///   - payload: The payload.
  /// - Throws: ``MessageEncodingError`` if decoding would not give the same reading.
  func write(
    _ reading: Reading<Quantity<Unit>>, as field: Field,
    to payload: inout PayloadBuilder
  ) throws(MessageEncodingError) {
    let fits = payload.count >= Int(firstByte) &+ coding.byteCount
    let bits: UInt32
    switch reading {
    case .absent:
      guard !fits else { throw MessageEncodingError(.missing, field) }
      return
    case .notAvailable:
      if rule == .zeroIsNotAvailable {
        bits = 0
      } else if let sentinel = coding.sentinel {
        bits = sentinel
      } else {
        throw MessageEncodingError(.notRepresentable, field)
      }
    case .value(let quantity):
      bits = try self.bits(of: quantity.number, as: field)
    }
    guard fits else { throw MessageEncodingError(.payloadTooShort, field) }
    payload.set(bits, at: Int(firstByte))
  }

  private func bits(
    of number: DecimalNumber, as field: Field
  ) throws(MessageEncodingError) -> UInt32 {
    guard let number = number.rescaled(to: decimals),
      number.significand >= Int64(widening: coding.range.lowerBound),
      number.significand <= Int64(widening: coding.range.upperBound)
    else { throw MessageEncodingError(.notRepresentable, field) }
    let content = Int32(truncatingIfNeeded: number.significand)
    let isKept =
      switch rule {
      case .asIs: true
      case .magnitude: content >= 0
      case .zeroIsNotAvailable: content != 0
      case .atMost100:
        number.significand <= 100 &* DecimalNumber.powerOfTen(decimals)
      }
    guard isKept else { throw MessageEncodingError(.notRepresentable, field) }
    return UInt32(bitPattern: content) & (coding == .u8 ? 0xFF : 0xFFFF)
  }
}
