// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The one primitive of the cores that is not safe Swift by its spelling.
//
// `unsafeLoadUnaligned(fromByteOffset:as:)` checks its bounds; what is unsafe
// about it is that its type could be one that not every pattern of bits is valid
// for, and every pattern is a valid `UInt64`. The safe spelling, eight subscripts
// that are put together, compiles to one load only where nothing else is done
// with the word: a mask or a shift behind it makes up to eight loads of it. That
// costs 60 of 330 instructions for a line of a candump log (callgrind, Swift
// 6.3.1, x86-64), and the time of 1 to 2 ns.
extension Span<UInt8> {
  /// Eight bytes as one word, the first one lowest.
  ///
  /// - Parameter index: Where the first byte is; it is a programming error if
  ///   one of the eight is beyond the span.
  /// - Returns: The word.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(
        fromByteOffset: index, as: UInt64.self))
  }
}
