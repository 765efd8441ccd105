// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// How often the time of an input goes back, and where it does so first.
///
/// A recorder's clock was set, captures were put together, or frames of several
/// interfaces are not quite in order.
struct TimeJumps {
  private var disorder = TimeDisorder()
  /// The first time, and the one before it.
  private(set) var first: (from: Timestamp, to: Timestamp)?
  /// The number of the frame with that time, counted from 1.
  private(set) var firstFrame: UInt64 = 0
  /// The first time of all, and the number of the frame that has it.
  private var earliest: (time: Timestamp, frame: UInt64)?
  /// The time of the frame before.
  private var latest: Timestamp?

  /// How often.
  var count: UInt64 { disorder.count }

  /// Whether the times are worthless, so that links ignore them.
  func areHopeless(in frameCount: UInt64) -> Bool {
    guard let earliest, let latest else { return false }
    return disorder.isHopeless(
      in: frameCount,
      advance: latest.nanoseconds &- earliest.time.nanoseconds)
  }

  /// Takes the time of a frame.
  ///
  /// - Parameters:
  ///   - time: The time, if the frame has one.
  ///   - number: The number of the frame, counted from 1.
  mutating func add(_ time: Timestamp?, frame number: UInt64) {
    guard let time else { return }
    if let latest, time.nanoseconds < latest.nanoseconds {
      note(latest, time, number)
    } else if latest == nil {
      earliest = (time, number)
    }
    latest = time
  }

  /// Takes the times of frames.
  ///
  /// - Parameters:
  ///   - frames: Frames, which are not changed.
  ///   - range: Which of them.
  ///   - number: The number of the frame before.
  @inline(__always)
  mutating func add(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    behind number: UInt64
  ) {
    var index = range.lowerBound
    if latest == nil { index = addFirst(&frames, range, behind: number) }
    guard let latest else { return }
    // Only the number is kept of the time before, until more is asked for.
    var nanoseconds = latest.nanoseconds
    var last: Int?
    while index < range.upperBound {
      if let time = frames[index].timestamp {
        if time.nanoseconds < nanoseconds {
          let place = UInt64(index &- range.lowerBound)
          let before = last.flatMap { frames[$0].timestamp } ?? latest
          note(before, time, number &+ place &+ 1)
        }
        nanoseconds = time.nanoseconds
        last = index
      }
      index &+= 1
    }
    if let last { self.latest = frames[last].timestamp }
  }

  /// Takes frames up to the first one with a time.
  ///
  /// - Returns: The place behind it.
  @inline(never)
  private mutating func addFirst(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    behind number: UInt64
  ) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, latest == nil {
      let place = UInt64(index &- range.lowerBound)
      add(frames[index].timestamp, frame: number &+ place &+ 1)
      index &+= 1
    }
    return index
  }

  /// Takes the times of frames that come next.
  ///
  /// - Parameters:
  ///   - others: The times, by numbers that count from the first of these frames.
  ///   - number: The number of the frame before.
  mutating func add(_ others: TimeJumps, behind number: UInt64) {
    guard let earliest = others.earliest else { return }
    add(earliest.time, frame: number &+ earliest.frame)
    disorder.add(others.disorder)
    if first == nil, let jump = others.first {
      first = jump
      firstFrame = number &+ others.firstFrame
    }
    latest = others.latest
  }

  @inline(never)
  private mutating func note(
    _ latest: Timestamp, _ time: Timestamp, _ number: UInt64
  ) {
    disorder.add(latest.nanoseconds &- time.nanoseconds)
    guard first == nil else { return }
    first = (latest, time)
    firstFrame = number
  }
}
