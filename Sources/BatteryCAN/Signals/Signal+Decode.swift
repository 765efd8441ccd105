// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension Signal {
  /// What a payload says about this signal.
  ///
  /// - Parameter payload: The data of a frame.
  /// - Returns: The value, or why there is none.
  public func read(_ payload: ClassicPayload) -> Reading<Quantity<Unit>> {
    let first = Int(firstByte)
    guard payload.count >= first &+ coding.byteCount else { return .absent }
    let bits = UInt32(
      truncatingIfNeeded: payload.word
        &>> UInt64(widening: UInt32(firstByte) &* 8))
    let content = coding == .u8 ? bits & 0xFF : bits & 0xFFFF
    if content == coding.sentinel { return .notAvailable }
    var number = coding.number(content)
    switch rule {
    case .asIs: break
    case .magnitude: number = abs(number)
    case .zeroIsNotAvailable: if number == 0 { return .notAvailable }
    case .atMost100:
      let limit = 100 &* DecimalNumber.powerOfTen(decimals)
      if Int64(widening: number) > limit { return .notAvailable }
    }
    return .value(Quantity(Int64(widening: number), decimals: decimals))
  }
}
