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

  /// What came of a frame.
  struct Taken {
    /// The number of its interface.
    let index: Int
    /// What it is.
    let message: BatteryMessage?
    /// Whether there are findings to fetch.
    let hasFindings: Bool
  }

  /// Takes a frame, which is not changed.
  mutating func take(_ frame: inout CANFrame, number: UInt64) -> Taken {
    if let time = frame.timestamp { latest = time }
    latestNumber = number
    let index = links.index(of: &frame)
    while checks.count <= index { addCheck() }
    let message = links[index].take(&frame)
    let hasFindings = checks[index].checker.check(
      message, &links[index], number: number)
    return Taken(index: index, message: message, hasFindings: hasFindings)
  }

  /// Takes frames of one interface, up to one that brings findings about.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them; at least one.
  ///   - number: The number of the first one.
  ///   - counts: What they are counted by.
  /// - Returns: Those that were taken, the last one of which may have brought
  ///   findings about.
  mutating func take(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    number: UInt64, _ counts: inout FrameCounts
  ) -> Links.Run {
    let run = links.run(of: &frames, in: range)
    while checks.count <= run.index { addCheck() }
    let end = checks[run.index].take(
      &frames, run.range, &links[run.index], number: number, &counts)
    let taken = run.range.lowerBound..<end
    latestNumber = number &+ UInt64(truncatingIfNeeded: taken.count &- 1)
    for index in taken.reversed() {
      guard let time = frames[index].timestamp else { continue }
      latest = time
      break
    }
    return Links.Run(index: run.index, range: taken)
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
  func result(_ index: Int, of input: String, isLive: Bool) -> CheckResult {
    CheckResult(
      input: input, bus: links.buses[index], check: checks[index],
      isLive: isLive)
  }
}
