// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension MutableSpan<CANFrame> {
  /// Reads one frame after another, so that what reading needs stays in registers.
  ///
  /// - Parameters:
  ///   - places: Which of the frames to fill.
  ///   - start: Where the first one begins.
  ///   - parse: Reads the frame that begins at a place, and returns where the next
  ///     one does, or `nil` to stop.
  /// - Returns: How many frames were read, and where the next one begins.
  @inline(__always) @_lifetime(self: copy self)
  mutating func fill(
    _ places: Range<Int>, from start: Int,
    _ parse: (Int, inout CANFrame) -> Int?
  ) -> (count: Int, next: Int) {
    var next = start
    var index = places.lowerBound
    while index < places.upperBound {
      guard let end = parse(next, &self[index]) else { break }
      next = end
      index &+= 1
    }
    return (index &- places.lowerBound, next)
  }
}
