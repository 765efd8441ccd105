// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension Span<UInt8> {
  /// A number of 16 bits, whose two bytes must be there.
  @inline(__always)
  func uint16(at index: Int, _ order: ByteOrder) -> UInt16 {
    precondition(index >= 0 && index <= count &- 2, "number beyond the bytes")
    let first = UInt16(self[index])
    let second = UInt16(self[index &+ 1])
    return order == .littleEndian
      ? first | second &<< 8 : first &<< 8 | second
  }

  /// A number of 32 bits, whose four bytes must be there.
  @inline(__always)
  func uint32(at index: Int, _ order: ByteOrder) -> UInt32 {
    precondition(index >= 0 && index <= count &- 4, "number beyond the bytes")
    let low = UInt32(self[index]) | UInt32(self[index &+ 1]) &<< 8
    let high = UInt32(self[index &+ 2]) | UInt32(self[index &+ 3]) &<< 8
    let word = low | high &<< 16
    return order == .littleEndian ? word : word.byteSwapped
  }

  /// A number of 64 bits in two halves, the upper half first whatever the byte
  /// order, as pcapng has its times.
  @inline(__always)
  func uint64(highThenLowAt index: Int, _ order: ByteOrder) -> UInt64 {
    UInt64(widening: uint32(at: index, order)) &<< 32
      | UInt64(widening: uint32(at: index &+ 4, order))
  }
}
