// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Searches that look at eight bytes a step.
///
/// Taking 1 from a byte that is zero, and from none below it, sets its high bit;
/// bytes above it may get theirs as well, so that only the first one counts.
extension Span<UInt8> {
  /// Where a byte is first, or `nil`.
  ///
  /// - Parameters:
  ///   - byte: The byte.
  ///   - start: Where to begin.
  /// - Returns: Its position.
  package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    let pattern = Self.all(byte)
    let index = firstIndex(from: start) { Self.zeros($0 ^ pattern) }
    return index < count ? index : nil
  }

  /// Whether a byte is somewhere.
  func hasByte(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

  /// Where one of two bytes is first, or `nil`.
  func firstIndex(
    of byte: UInt8, or other: UInt8, from start: Int = 0
  ) -> Int? {
    let pattern = Self.all(byte)
    let otherPattern = Self.all(other)
    let index = firstIndex(from: start) {
      Self.zeros($0 ^ pattern) | Self.zeros($0 ^ otherPattern)
    }
    return index < count ? index : nil
  }

  /// Where the first decimal digit is, or `nil`.
  ///
  /// - Parameter start: Where to begin.
  /// - Returns: Its position.
  package func firstDigitIndex(from start: Int = 0) -> Int? {
    let index = firstIndex(from: start) { word in
      // Digits become 0 to 9, to which 0x76 can be added without a high bit.
      let digits = word ^ Self.all(0x30)
      let others = (digits & Self.all(0x7F)) &+ Self.all(0x76) | digits
      return ~others & Self.all(0x80)
    }
    return index < count ? index : nil
  }

  /// Where the first letter D behind an I or a D is in a text in ASCII, whatever
  /// their case, or `nil`.
  ///
  /// - Parameter start: Where to begin, not before 1.
  /// - Returns: Its position.
  func firstIndexOfD(behindIOrDFrom start: Int) -> Int? {
    var index = start &- 1
    // A step sees the last byte of the one before again.
    while index &+ 8 <= count {
      let found = Self.lettersD(behindIOrDIn: word(at: index))
      if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
      index &+= 7
    }
    guard index &+ 1 < count else { return nil }
    let found = Self.lettersD(behindIOrDIn: lastBytes(from: index))
    return found == 0 ? nil : index &+ found.trailingZeroBitCount &>> 3
  }

  /// The high bit of each letter D that is behind an I or a D.
  @inline(__always)
  private static func lettersD(behindIOrDIn word: UInt64) -> UInt64 {
    let small = word | all(0x20)
    let letters = allZeros(small ^ all(UInt8(ascii: "d")))
    let before = letters | allZeros(small ^ all(UInt8(ascii: "i")))
    return letters & before &<< 8
  }

  /// The high bit of each byte that is zero, of those below 0x80.
  @inline(__always)
  private static func allZeros(_ word: UInt64) -> UInt64 {
    ~(word &+ all(0x7F)) & all(0x80)
  }

  /// Whether a control character, below a space, is somewhere.
  var hasControls: Bool {
    let index = firstIndex(from: 0) { word in
      ~((word | Self.all(0x80)) &- Self.all(0x20) | word) & Self.all(0x80)
    }
    return index < count
  }

  /// Whether a bracket, `[`, or a brace, `{`, is somewhere.
  var hasBracket: Bool {
    // The two differ in one bit, and no other byte is one of them without it.
    let pattern = Self.all(UInt8(ascii: "{"))
    let bit = Self.all(0x20)
    return firstIndex(from: 0) { Self.zeros(($0 | bit) ^ pattern) } < count
  }

  /// Where the first line feed or carriage return is, or `nil`.
  ///
  /// - Parameter start: Where to begin.
  /// - Returns: Its position.
  func firstLineEnd(from start: Int) -> Int? {
    var start = start
    while true {
      // Few other bytes are below these two, and a tab is nearly all of them.
      let index = firstIndex(from: start) { word in
        (word &- Self.all(0x0E)) & ~word & Self.all(0x80)
      }
      guard index < count else { return nil }
      if self[index] == UInt8(ascii: "\n") || self[index] == UInt8(ascii: "\r")
      {
        return index
      }
      start = index &+ 1
    }
  }

  /// A byte in all eight lanes of a word.
  @inline(__always)
  static func all(_ byte: UInt8) -> UInt64 {
    UInt64(widening: UInt32(byte)) &* 0x0101_0101_0101_0101
  }

  /// The high bit of the first byte that is zero.
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Calls a function with all bytes, sixteen a step, in any order, and some of
  /// them twice; zeros fill words up if there are fewer than eight.
  @inline(__always)
  func forEachPairOfWords(_ body: (SIMD2<UInt64>) -> Void) {
    let last = count &- 16
    guard last >= 0 else { return body(fewWords) }
    var index = 0
    while index < last {
      body(SIMD2(word(at: index), word(at: index &+ 8)))
      index &+= 16
    }
    body(SIMD2(word(at: last), word(at: last &+ 8)))
  }

  /// All bytes, of which there are fewer than sixteen.
  private var fewWords: SIMD2<UInt64> {
    let first = count < 8 ? lastBytes(from: 0) : word(at: 0)
    return SIMD2(first, count < 8 ? first : word(at: count &- 8))
  }

  /// The last bytes, fewer than eight, behind which there are zeros.
  private func lastBytes(from index: Int) -> UInt64 {
    var rest: UInt64 = 0
    if count >= 8 {
      let known = UInt32(truncatingIfNeeded: index &- (count &- 8))
      rest = word(at: count &- 8) &>> UInt64(widening: known &* 8)
    } else {
      var end = count
      while end > index {
        end &-= 1
        rest = rest &<< 8 | UInt64(widening: UInt32(self[end]))
      }
    }
    return rest
  }

  /// Where the first byte is whose high bit is found, or ``count``.
  @inline(__always)
  private func firstIndex(
    from start: Int, _ find: (UInt64) -> UInt64
  ) -> Int {
    let last = count &- 8
    var index = start
    if index <= last {
      // The last step sees bytes again in which nothing was found.
      while true {
        let found = find(word(at: index))
        if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
        if index == last { return count }
        index = min(index &+ 8, last)
      }
    }
    guard index < count else { return count }
    let rest = lastBytes(from: index)
    return min(index &+ find(rest).trailingZeroBitCount &>> 3, count)
  }
}
