// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// When something went on, in constant memory.
///
/// When there are too many spans, those that lie closest together become one:
/// then a span can have short interruptions in it, but nothing that went on is
/// left out. How often and how long it went on stays exact.
struct SpanList {
  /// A part of the axis.
  struct Span: Equatable {
    var start: Int64
    var end: Int64
  }

  /// The spans in their order, with room between them.
  private(set) var spans: [Span] = []
  /// How often it went on.
  private(set) var count: UInt64 = 0
  /// For how long, all together.
  private(set) var total: Int64 = 0
  /// Up to what distance spans are one.
  private(set) var distance: Int64 = 0
  private var capacity: Int

  /// Starts empty.
  ///
  /// - Parameter capacity: How many spans there are at most, 2 or more.
  init(capacity: Int) { self.capacity = max(2, capacity) }

  /// Adds a span.
  ///
  /// - Parameters:
  ///   - start: Where it begins, not before the end of the last one.
  ///   - end: Where it ends, not before its start.
  mutating func add(_ start: Int64, _ end: Int64) {
    count += 1
    total = total.addingClamped(end - start)
    if spans.count == capacity { join() }
    if let last = spans.last, start - last.end < distance {
      spans[spans.count - 1].end = max(last.end, end)
    } else {
      spans.append(Span(start: start, end: end))
    }
  }

  /// The same with at most so many spans.
  func limited(to capacity: Int) -> SpanList {
    var copy = self
    copy.capacity = max(2, capacity)
    if copy.spans.count > copy.capacity { copy.join() }
    return copy
  }

  /// Joins what is closest until at most half of the spans are left.
  private mutating func join() {
    while spans.count > capacity / 2 {
      distance = distance == 0 ? 1 : distance.addingClamped(distance)
      var count = 0
      for span in spans {
        if count > 0, span.start - spans[count - 1].end < distance {
          spans[count - 1].end = span.end
        } else {
          spans[count] = span
          count += 1
        }
      }
      spans.removeSubrange(count...)
    }
  }
}

extension Int64 {
  /// The sum, or the greatest number if it is beyond that.
  func addingClamped(_ other: Int64) -> Int64 {
    let sum = addingReportingOverflow(other)
    return sum.overflow ? .max : sum.partialValue
  }
}
