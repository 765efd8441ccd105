// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A line through a trace, which has a step at each change.
///
/// All changes in one column of the picture are one vertical line, from the least
/// to the greatest value, so that no extreme is lost.
struct TracePath {
  /// The line as the `d` of an SVG path.
  private(set) var path = ""
  private let x: (Int64) -> Double
  private let y: (Int32) -> Double
  private var isDown = false
  private var column: Column?
  /// The value that holds, once there was one.
  private var held: Int32?

  /// What changes within one column.
  private struct Column {
    let x: String
    let before: Int32
    var least: Int32
    var greatest: Int32
    var last: Int32
  }

  /// Draws a trace.
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - end: The end of the axis.
  ///   - x: Where a position is in the picture.
  ///   - y: Where a value is in the picture.
  init(
    _ trace: TraceHistory, to end: Int64, x: @escaping (Int64) -> Double,
    y: @escaping (Int32) -> Double
  ) {
    self.x = x
    self.y = y
    var gaps = trace.gaps.spans[...]
    for bucket in trace.series.buckets {
      let start = trace.series.start(of: bucket)
      while let gap = gaps.first, gap.start < start {
        gaps.removeFirst()
        lift(at: gap.start)
        // The same value can come back after a gap.
        if gap.end < start { lower(at: gap.end) }
      }
      add(bucket, at: start)
    }
    for gap in gaps {
      lift(at: gap.start)
      if gap.end < end { lower(at: gap.end) }
    }
    lift(at: end)
  }

  private mutating func add(_ bucket: ExtremeSeries.Bucket, at start: Int64) {
    let x = x(start).tenths
    if let column, column.x != x { flush() }
    let before = isDown ? held ?? bucket.last : bucket.last
    var column =
      self.column
      ?? Column(
        x: x, before: before, least: bucket.least, greatest: bucket.greatest,
        last: bucket.last)
    column.least = min(column.least, bucket.least)
    column.greatest = max(column.greatest, bucket.greatest)
    column.last = bucket.last
    self.column = column
    held = bucket.last
  }

  private mutating func flush() {
    guard let column else { return }
    self.column = nil
    path += isDown ? "H\(column.x)" : "M\(column.x),\(y(column.before).tenths)"
    isDown = true
    let ends = [column.before, column.last]
    for value in [column.greatest, column.least] where !ends.contains(value) {
      path += "V\(y(value).tenths)"
    }
    if column.last != column.before || column.least != column.greatest {
      path += "V\(y(column.last).tenths)"
    }
  }

  private mutating func lift(at position: Int64) {
    flush()
    if isDown { path += "H\(x(position).tenths)" }
    isDown = false
  }

  private mutating func lower(at position: Int64) {
    guard let held else { return }
    path += "M\(x(position).tenths),\(y(held).tenths)"
    isDown = true
  }
}

extension Double {
  /// The number with at most one decimal, for coordinates.
  var tenths: String {
    guard magnitude < 1e9 else { return "0" }
    let tenths = Int((self * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}
