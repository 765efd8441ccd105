// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANCapture
internal import Synchronization

/// How far long work has come, on standard error if that is a terminal.
///
/// One line is written again and again, at most five times a second, and goes
/// away when there is something else to say.
struct Progress {
  /// How many frames are taken until the time is looked at; more than there are
  /// if nothing is shown.
  private var countdown: Int
  /// How many bytes there are, or `nil` if that is not known.
  private let total: UInt64?
  private let start = ContinuousClock.now
  private var latest = ContinuousClock.now

  private static var framesBetween: Int { 1024 }
  private static var interval: Duration { .milliseconds(200) }
  /// Work that takes less is not long.
  private static var patience: Duration { .milliseconds(500) }

  /// Begins the work on inputs.
  init(_ inputs: [CaptureInput], isHidden: Bool) {
    let sizes = inputs.map { $0.regularFile?.byteCount }
    let isKnown = !sizes.contains { $0 == nil }
    total = isKnown ? sizes.reduce(0) { $0 + ($1 ?? 0) } : nil
    let isEndless = inputs.contains(where: \.isEndless)
    isShown =
      !isHidden && !isEndless && ByteSink(descriptor: 2).isTerminal
    countdown = isShown ? Self.framesBetween : .max
  }

  /// Whether anything is shown.
  let isShown: Bool

  /// Whether it is time for ``show(_:)``, asked after each few frames.
  mutating func isDue(after frames: Int) -> Bool {
    countdown -= frames
    return countdown <= 0
  }

  /// Shows how far the work has come, unless it did so just before.
  mutating func show(_ bytes: UInt64) {
    countdown = Self.framesBetween
    let now = ContinuousClock.now
    guard now - start >= Self.patience, now - latest >= Self.interval else {
      return
    }
    latest = now
    let seconds = (now - start) / .seconds(1)
    Self.write("\r\(Self.text(bytes, of: total, after: seconds))\u{1B}[K")
    isOnTerminal.store(true, ordering: .relaxed)
  }

  /// Ends the work.
  func end() { Self.erase() }

  /// Takes the line away, if there is one.
  static func erase() {
    guard isOnTerminal.exchange(false, ordering: .relaxed) else { return }
    write("\r\u{1B}[K")
  }

  private static func write(_ text: String) {
    try? ByteSink(descriptor: 2).write(Array(text.utf8).span, isText: false)
  }

  /// The line.
  static func text(
    _ bytes: UInt64, of total: UInt64?, after seconds: Double
  ) -> String {
    let rate = Double(bytes) / max(seconds, 0.001)
    let speed = "\(size(UInt64(rate)))/s"
    guard let total, total > 0 else { return "\(size(bytes)), \(speed)" }
    let done = min(bytes, total)
    let percent = UInt64(Double(done) / Double(total) * 100)
    let left = Double(total - done) / max(rate, 1)
    return "\(size(done)) of \(size(total)) (\(percent) %), \(speed), "
      + "\(time(left)) left"
  }

  private static func size(_ bytes: UInt64) -> String {
    switch bytes {
    case ..<1000: "\(bytes) B"
    case ..<1_000_000: "\(bytes / 1000) kB"
    case ..<1_000_000_000: tenths(bytes, of: 1_000_000) + " MB"
    default: tenths(bytes, of: 1_000_000_000) + " GB"
    }
  }

  private static func tenths(_ bytes: UInt64, of unit: UInt64) -> String {
    "\(bytes / unit).\(bytes % unit * 10 / unit)"
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds < 360_000 else { return "days" }
    let seconds = Int(seconds.rounded(.up))
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}

extension CaptureInput {
  fileprivate var isEndless: Bool {
    switch self {
    case .growingFile, .interface: true
    case .standardInput, .file: false
    }
  }
}

/// Whether the line stands on the terminal.
private let isOnTerminal = Atomic<Bool>(false)
