// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What became of a frame.
enum FrameFate {
  /// It does not pass `--id` and `--interface`.
  case notWanted
  /// It passes them, and is not a message, or cannot be written.
  case wanted
  /// It was written out.
  case shown
}

/// How many frames of an input went which way.
struct FrameCounts {
  /// Read from the input.
  private(set) var read: UInt64 = 0
  /// Passed by the options `--id` and `--interface`.
  private(set) var wanted: UInt64 = 0
  /// Written out.
  private(set) var shown: UInt64 = 0
  /// How often time went back.
  private(set) var jumps = TimeJumps()

  mutating func add(_ fate: FrameFate, _ time: Timestamp?) {
    read &+= 1
    wanted &+= fate == .notWanted ? 0 : 1
    shown &+= fate == .shown ? 1 : 0
    jumps.add(time, frame: read)
  }

  /// Adds frames that have passed, so many of which are shown.
  @inline(__always)
  mutating func add(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>, shown: UInt64
  ) {
    jumps.add(&frames, range, behind: read)
    read &+= UInt64(range.count)
    wanted &+= UInt64(range.count)
    self.shown &+= shown
  }

  /// Adds frames that have not passed.
  mutating func addUnwanted(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>
  ) {
    jumps.add(&frames, range, behind: read)
    read &+= UInt64(range.count)
  }

  /// Adds frames that were counted elsewhere and come next.
  mutating func add(_ others: FrameCounts) {
    jumps.add(others.jumps, behind: read)
    read &+= others.read
    wanted &+= others.wanted
    shown &+= others.shown
  }
}

/// A number of frames in words.
func counted(_ frames: UInt64) -> String {
  "\(frames) frame\(frames == 1 ? "" : "s")"
}
