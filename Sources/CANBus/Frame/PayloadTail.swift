// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Bytes 8 to 63 of a payload, as seven words.
///
/// `InlineArray` would be the natural choice. But the optimiser of Swift 6.3.1
/// (its pass temp-lvalue-elimination) can lose what a loop writes to a local
/// variable when the loop also has an early `return`, and a variable with an
/// `InlineArray` in it meets that far more often than one of plain words.
struct PayloadTail: Sendable {
  private var word0: UInt64 = 0
  private var word1: UInt64 = 0
  private var word2: UInt64 = 0
  private var word3: UInt64 = 0
  private var word4: UInt64 = 0
  private var word5: UInt64 = 0
  private var word6: UInt64 = 0

  /// The word at a position, 0 to 6.
  subscript(index: Int) -> UInt64 {
    get {
      switch index {
      case 0: word0
      case 1: word1
      case 2: word2
      case 3: word3
      case 4: word4
      case 5: word5
      default: word6
      }
    }
    set {
      switch index {
      case 0: word0 = newValue
      case 1: word1 = newValue
      case 2: word2 = newValue
      case 3: word3 = newValue
      case 4: word4 = newValue
      case 5: word5 = newValue
      default: word6 = newValue
      }
    }
  }
}
