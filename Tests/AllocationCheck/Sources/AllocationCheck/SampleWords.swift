// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The data of frames, 8 bytes each.
struct SampleWords {
  private(set) var words: [UInt64]

  /// Makes up data.
  ///
  /// - Parameter count: How many words there are.
  init(count: Int) {
    // Nothing, "not available" in two ways, "PYLON", requests, a battery.
    words = [
      0, .max, 0x8000_8000_8000_8000, 0x2020_204E_4F4C_5950, 0xC8,
      0x01C2_12C0_12C0_0214, 0xC201_C012_C012_1402, 0x0000_1A05_010C_1E1E,
    ]
    var last: UInt64 = 1
    while words.count < count {
      // Marsaglia's xorshift.
      last ^= last << 13
      last ^= last >> 7
      last ^= last << 17
      words.append(last)
    }
  }
}
