// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A short text that is written again and again: at most 64 bytes.
///
/// It needs no memory of its own, and is appended as two vectors.
struct Phrase {
  /// The first 32 bytes, and the others; each word has eight, the first one
  /// lowest.
  private(set) var low = SIMD4<UInt64>()
  private(set) var high = SIMD4<UInt64>()
  private(set) var count = 0

  init(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ byte: UInt8) {
    precondition(count < 64, "too long for a phrase")
    let bits = UInt64(byte) << UInt64(count % 8 * 8)
    if count < 32 {
      low[count / 8] |= bits
    } else {
      high[count / 8 - 4] |= bits
    }
    count += 1
  }

  /// A word of letters in capitals.
  var capitals: Phrase {
    var copy = self
    copy.low &= SIMD4(repeating: 0xDFDF_DFDF_DFDF_DFDF)
    copy.high &= SIMD4(repeating: 0xDFDF_DFDF_DFDF_DFDF)
    return copy
  }
}
