// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension CANFrame {
  /// Puts a frame together that could be on a bus, without time, interface and
  /// direction.
  ///
  /// - Parameter choices: What chooses.
  public init(_ choices: inout ByteChoices) {
    let shape = choices.byte()
    self.init()
    let bits = choices.number()
    id =
      shape & 1 == 0
      ? .standard(StandardID(truncating: bits))
      : .extended(ExtendedID(truncating: bits))
    var count = Int(choices.byte())
    switch shape >> 1 & 7 {
    case 0:
      kind = .remote
      dlc = UInt8(count % 9)
      count = 0
    case 1:
      kind = .error
      // One of the ten classes of errors.
      id = .extended(ExtendedID(truncating: bits & 0x3FF))
      count = 8
    case 2, 3:
      kind = .flexibleData(FDFlags(linuxBits: shape >> 4))
      count %= 65
    default: count %= 9
    }
    for _ in 0..<count { payload.append(choices.byte()) }
    if kind != .remote { dlc = Self.lengthCode(for: payload.count) }
    if kind == .data || kind == .remote, dlc == 8, shape & 0x80 != 0 {
      dlc = 8 + shape >> 4 % 8
    }
  }
}
