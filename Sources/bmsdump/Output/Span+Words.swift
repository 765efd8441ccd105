// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// One check before eight accesses makes their own checks superfluous, and the
// compiler merges them into a single one; words become vectors.

extension MutableSpan<UInt8> {
  /// Stores eight bytes, the lowest one first.
  @inline(__always) @_lifetime(self: copy self)
  mutating func store(_ word: UInt64, at index: Int) {
    precondition(index >= 0 && index <= count &- 8, "word beyond the bytes")
    self[index] = UInt8(truncatingIfNeeded: word)
    self[index &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
    self[index &+ 2] = UInt8(truncatingIfNeeded: word >> 16)
    self[index &+ 3] = UInt8(truncatingIfNeeded: word >> 24)
    self[index &+ 4] = UInt8(truncatingIfNeeded: word >> 32)
    self[index &+ 5] = UInt8(truncatingIfNeeded: word >> 40)
    self[index &+ 6] = UInt8(truncatingIfNeeded: word >> 48)
    self[index &+ 7] = UInt8(truncatingIfNeeded: word >> 56)
  }

  /// Stores 64 bytes.
  @inline(__always) @_lifetime(self: copy self)
  mutating func store(_ words: SIMD8<UInt64>, at index: Int) {
    precondition(index >= 0 && index <= count &- 64, "words beyond the bytes")
    store(words[0], at: index)
    store(words[1], at: index &+ 8)
    store(words[2], at: index &+ 16)
    store(words[3], at: index &+ 24)
    store(words[4], at: index &+ 32)
    store(words[5], at: index &+ 40)
    store(words[6], at: index &+ 48)
    store(words[7], at: index &+ 56)
  }
}

extension MutableSpan<UInt8> {
  /// 64 bytes.
  @inline(__always)
  func words(at index: Int) -> SIMD8<UInt64> { span.words(at: index) }
}

extension Span<UInt8> {
  /// Eight bytes, the first one lowest.
  @inline(__always)
  private func word(at index: Int) -> UInt64 {
    precondition(index >= 0 && index <= count &- 8, "word beyond the bytes")
    let b0 = UInt64(self[index])
    let b1 = UInt64(self[index &+ 1])
    let b2 = UInt64(self[index &+ 2])
    let b3 = UInt64(self[index &+ 3])
    let b4 = UInt64(self[index &+ 4])
    let b5 = UInt64(self[index &+ 5])
    let b6 = UInt64(self[index &+ 6])
    let b7 = UInt64(self[index &+ 7])
    let low = b0 | b1 &<< 8 | b2 &<< 16 | b3 &<< 24
    let high = b4 &<< 32 | b5 &<< 40 | b6 &<< 48 | b7 &<< 56
    return low | high
  }

  /// 64 bytes.
  @inline(__always)
  func words(at index: Int) -> SIMD8<UInt64> {
    precondition(index >= 0 && index <= count &- 64, "words beyond the bytes")
    let low = SIMD4(
      word(at: index), word(at: index &+ 8), word(at: index &+ 16),
      word(at: index &+ 24))
    let high = SIMD4(
      word(at: index &+ 32), word(at: index &+ 40), word(at: index &+ 48),
      word(at: index &+ 56))
    return SIMD8(lowHalf: low, highHalf: high)
  }
}
