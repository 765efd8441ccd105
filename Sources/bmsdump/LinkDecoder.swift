// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Decodes the frames of a chunk for the links of their interfaces.
struct LinkDecoder {
  var detectors: Detectors
  private(set) var counts = FrameCounts()
  /// What the frames say, and room for more.
  private(set) var decoded: [LinkFrame] = []
  private(set) var runs: [Run] = []

  /// Frames of one interface, in lines or packets that follow one another.
  struct Run {
    /// The number of the interface.
    let index: Int
    fileprivate(set) var places: Range<Int>
    /// The number of the first one.
    let number: UInt64

    /// The number of the frame that would go on with it.
    fileprivate var end: UInt64 {
      number &+ UInt64(truncatingIfNeeded: places.count)
    }
  }

  init(_ detectors: Detectors) { self.detectors = detectors }

  /// Begins a chunk.
  mutating func begin() {
    counts = FrameCounts()
    runs.removeAll(keepingCapacity: true)
  }

  /// Takes frames, and decodes those that pass a filter.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them.
  ///   - number: The number of the first one; the others have those that follow.
  ///   - filter: The filter.
  mutating func take(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64, _ filter: FrameFilter
  ) {
    var rest = range
    while !rest.isEmpty {
      let offset = rest.lowerBound &- range.lowerBound
      let (run, passes) = filter.firstRun(&frames, rest)
      if passes {
        let count = decode(
          &frames, run, from: number &+ UInt64(truncatingIfNeeded: offset))
        rest = (run.lowerBound &+ count)..<range.upperBound
      } else {
        counts.addUnwanted(&frames, run)
        rest = run.upperBound..<range.upperBound
      }
    }
  }

  /// Decodes frames that come behind those before, up to the first one of another
  /// interface.
  ///
  /// - Returns: How many.
  private mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64
  ) -> Int {
    let last = runs.count - 1
    let start = last < 0 ? 0 : runs[last].places.upperBound
    let (index, count, messages) = detectors.decode(
      &frames, range, into: &decoded, at: start)
    counts.add(&frames, range.prefix(count), shown: messages)
    let end = start + count
    if last >= 0, runs[last].index == index, runs[last].end == number {
      runs[last].places = runs[last].places.lowerBound..<end
    } else {
      runs.append(Run(index: index, places: start..<end, number: number))
    }
    return count
  }
}
