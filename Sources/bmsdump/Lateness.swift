// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// How much later than a frame its line comes, in a file that is followed.
///
/// Who writes line by line is hardly late. Others collect lines first
/// (`candump -l` some 90 of them), and then a file that does not grow does not
/// show that the bus is silent.
struct Lateness {
  /// How late the first frame after the last wait was, in nanoseconds.
  private var latest: Int64?

  /// What writing, reading and looking at the file each 100 ms may take.
  private static var usual: Int64 { 1_000_000_000 }
  /// From which on lines are taken to be collected.
  private static var most: Int64 { 2_000_000_000 }
  /// How long lines may be collected as long as none has come: 5 min.
  private static var unknown: Int64 { 300_000_000_000 }

  /// Takes the frame that a wait has ended with.
  ///
  /// - Parameters:
  ///   - waited: How many nanoseconds it was waited for.
  ///   - before: The time of the frame before it.
  ///   - time: Its own.
  mutating func take(
    waited: Int64, from before: Timestamp?, to time: Timestamp?
  ) {
    guard let before, let time else { return }
    let step = time.nanoseconds.subtractingReportingOverflow(before.nanoseconds)
    // A recorder whose clock jumps says nothing.
    guard !step.overflow, step.partialValue >= 0 else { return }
    latest = waited - min(step.partialValue, waited)
  }

  /// For how long the bus has been silent, as far as is certain, in nanoseconds.
  ///
  /// - Parameter waited: How long the file has not grown.
  /// - Returns: The time, or `nil` if there is nothing to tell.
  func silence(after waited: Int64) -> Int64? {
    let late = latest ?? Self.unknown
    guard latest == nil || late <= Self.most else { return nil }
    let silence = waited - max(late, Self.usual)
    return silence > 0 ? silence : nil
  }
}
