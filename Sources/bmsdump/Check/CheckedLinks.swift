// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// The interfaces of a capture, with the rules that they are checked by.
struct CheckedLinks {
  var links: Links
  private(set) var checks: [LinkCheck] = []
  private let dialect: DialectChoice
  private let settings: RuleSettings
  /// The time of the last frame that had one, and the number of the last frame.
  private(set) var latest: Timestamp?
  private var latestNumber: UInt64 = 0

  init(_ dialect: DialectChoice, _ settings: RuleSettings) {
    self.dialect = dialect
    self.settings = settings
    links = Links(dialect)
  }

  /// Gets ready for an input, or for several that are merged.
  mutating func begin(_ inputs: [CaptureInput]) {
    links = Links(dialect, lookingAheadIn: inputs)
    checks = []
    latest = nil
  }

  /// Takes frames of an interface, up to one that brings findings about.
  ///
  /// - Parameters:
  ///   - frames: The frames.
  ///   - range: Which of them; at least one.
  ///   - index: The number of the interface.
  ///   - number: The number of the first one.
  /// - Returns: The place behind the last one that was taken.
  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64
  ) -> Int {
    while checks.count <= index { addCheck() }
    let end = checks[index].checker.take(
      frames, in: range, &links[index], number: number)
    let taken = range.lowerBound..<end
    latestNumber = number &+ UInt64(truncatingIfNeeded: taken.count &- 1)
    let time = frames.lastTime(in: taken)
    checks[index].latest = time ?? checks[index].latest
    latest = time ?? latest
    return end
  }

  private mutating func addCheck() {
    links[checks.count].thresholds.silence =
      settings.nanoseconds(.silenceTimeout)
    checks.append(LinkCheck(settings))
  }

  /// Lets time pass on an interface.
  mutating func advance(_ index: Int, to time: Timestamp) {
    links[index].advance(to: time)
    checks[index].checker.check(nil, &links[index], number: latestNumber)
  }

  /// Ends the capture, after ``advance(_:to:)``.
  mutating func finish(_ index: Int) { checks[index].checker.finish() }

  /// The next finding of the last call, which is kept.
  mutating func nextFinding(_ index: Int) -> RuleFinding? {
    guard let finding = checks[index].checker.nextFinding() else { return nil }
    checks[index].keep(finding)
    return finding
  }

  /// What came of the rules on an interface.
  func result(_ index: Int, of input: InputNames, isLive: Bool) -> CheckResult {
    CheckResult(
      input: input, bus: links.buses[index], check: checks[index],
      announced: links.announced, isLive: isLive)
  }
}
