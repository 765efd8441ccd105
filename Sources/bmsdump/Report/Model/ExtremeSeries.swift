// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A value over time in constant memory, of which no extreme is lost.
///
/// Only changes are kept, each at its position on the axis. When they are too
/// many, each two neighbouring buckets of the axis become one, which has the
/// least, the greatest and the last value of both: the length of the axis need
/// not be known. Between two changes the value is the last one.
struct ExtremeSeries {
  /// The changes within a part of the axis.
  struct Bucket: Equatable {
    /// The number of the part, each `1 << shift` long.
    var index: Int64
    var least: Int32
    var greatest: Int32
    var last: Int32
  }

  /// The buckets that have changes, in the order of the axis.
  private(set) var buckets: [Bucket] = []
  /// The logarithm of the length of a bucket to the base 2.
  private(set) var shift: Int64 = 0
  private var capacity: Int

  /// Starts empty.
  ///
  /// - Parameter capacity: How many buckets there are at most, 2 or more.
  init(capacity: Int) { self.capacity = max(2, capacity) }

  /// Adds a value.
  ///
  /// - Parameters:
  ///   - value: The value from then on.
  ///   - position: Where on the axis, 0 or more; not before the last one.
  mutating func add(_ value: Int32, at position: Int64) {
    let index = position >> shift
    if let last = buckets.indices.last, buckets[last].index >= index {
      buckets[last].add(value)
      return
    }
    if buckets.last?.last == value { return }
    if buckets.count == capacity {
      widen()
      add(value, at: position)
      return
    }
    buckets.append(
      Bucket(index: index, least: value, greatest: value, last: value))
  }

  /// Makes buckets twice as long, until at most half of them are left or one
  /// holds everything.
  private mutating func widen() {
    repeat {
      shift += 1
      var count = 0
      for bucket in buckets {
        let index = bucket.index >> 1
        if count > 0, buckets[count - 1].index == index {
          buckets[count - 1].merge(bucket)
        } else {
          buckets[count] = bucket
          buckets[count].index = index
          count += 1
        }
      }
      buckets.removeSubrange(count...)
    } while buckets.count > capacity / 2 && shift < 62
  }

  /// The same with at most so many buckets.
  func limited(to capacity: Int) -> ExtremeSeries {
    var copy = self
    copy.capacity = max(2, capacity)
    while copy.buckets.count > copy.capacity { copy.widen() }
    return copy
  }

  /// The first position of a bucket.
  func start(of bucket: Bucket) -> Int64 { bucket.index << shift }
}

extension ExtremeSeries.Bucket {
  fileprivate mutating func add(_ value: Int32) {
    least = min(least, value)
    greatest = max(greatest, value)
    last = value
  }

  fileprivate mutating func merge(_ later: ExtremeSeries.Bucket) {
    least = min(least, later.least)
    greatest = max(greatest, later.greatest)
    last = later.last
  }
}
