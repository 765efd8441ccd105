// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A rule that was broken, for as long as it was broken.
///
/// However many frames have broken it, that is one finding until it is kept
/// again.
public struct RuleFinding: Sendable {
  /// The rule.
  public let rule: Rule
  /// The signal that broke it, or `nil` if it is not about one.
  public let field: Field?
  /// The fault that was raised, or `nil` if it is not about one.
  public let fault: FaultSet.Entry?
  /// Which finding of the rule it is on this link, from 1.
  public internal(set) var ordinal: UInt64 = 0
  /// Where it was broken first.
  public internal(set) var first: Place
  /// The last frame that has shown it, or of the lack of frames, where it ended.
  public internal(set) var last: Place
  /// Whether it is still broken.
  public internal(set) var isOpen = true
  /// How many frames have shown it.
  public internal(set) var count: UInt64 = 1
  /// The identifier of these frames, or `nil` if it is the lack of frames.
  public let id: StandardID?
  /// What was found first, in the unit of the field, or for a rule about
  /// silence in seconds.
  public internal(set) var value: DecimalNumber?
  /// What would have been allowed, in the same unit.
  public let bound: DecimalNumber?
  /// What was farthest from that.
  public internal(set) var worst: DecimalNumber?
  /// How many nanoseconds it was broken, or `nil` without time.
  public internal(set) var duration: Int64?
  /// Whether what is missing was there before: a force charge that was granted, and
  /// then no longer.
  public internal(set) var isAfterGrant = false
  /// How many nanoseconds of it do not count as elapsed, less those in which it stood
  /// still.
  var uncounted: Int64 = 0

  init(
    rule: Rule, field: Field?, fault: FaultSet.Entry?, first: Place,
    last: Place, id: StandardID?, value: DecimalNumber?, bound: DecimalNumber?
  ) {
    self.rule = rule
    self.field = field
    self.fault = fault
    self.first = first
    self.last = last
    self.id = id
    self.value = value
    self.bound = bound
    worst = value
  }

  /// What has happened: a sentence without its full stop.
  public var broken: StaticString {
    switch rule {
    case .silence where field != nil: "The battery sent no limits"
    case .forceChargeIgnored where isAfterGrant:
      "Charging stopped while force charge was still requested"
    default: rule.broken
    }
  }

  /// A place in a capture.
  public struct Place: Equatable, Sendable {
    private let nanoseconds: Int64
    private let timeForm: TimeForm
    /// The number that the frame was given.
    public let number: UInt64
    /// The elapsed time of the link.
    public let elapsed: Int64
    /// How many frames the link had taken.
    let frame: UInt64

    init(
      nanoseconds: Int64, timeForm: TimeForm, number: UInt64, elapsed: Int64,
      frame: UInt64
    ) {
      self.nanoseconds = nanoseconds
      self.timeForm = timeForm
      self.number = number
      self.elapsed = elapsed
      self.frame = frame
    }

    /// The time of the frame, or `nil` if it has none.
    public var time: Timestamp? { timeForm.time(nanoseconds) }

    /// Whether the frame has a time.
    var hasTime: Bool { !timeForm.isNone }
  }
}

/// What came of a rule.
@nonexhaustive
public enum RuleVerdict: Sendable {
  /// It is not wanted.
  case off
  /// It was broken, so many times.
  case broken(UInt64)
  /// It was kept for as long as the capture lasts.
  case kept
  /// It was not checked, or not all of it.
  case notChecked(Reason)

  /// Why a rule was not checked.
  @nonexhaustive
  public enum Reason: Sendable {
    /// A number is not known of the battery.
    case needsParameter(RuleParameter)
    /// What it needs is not on the bus: see ``Rule/needs``.
    case needsSignal
    /// The frames have no time.
    case needsTime
    /// The capture is shorter than what it would have to show, in nanoseconds.
    case needsLongerCapture(needed: Int64, has: Int64)
    /// What came before the capture would have to be known.
    case needsEarlierCapture
    /// Too little charge flowed.
    case needsUse
    /// A pause may have been a silence, or one of the recording: a second sender
    /// would tell.
    case needsSecondSender
  }

  /// What a rule that was not judged has lacked.
  enum Lack: UInt8, Sendable {
    case signal, time, earlierCapture, use

    var reason: Reason {
      switch self {
      case .signal: .needsSignal
      case .time: .needsTime
      case .earlierCapture: .needsEarlierCapture
      case .use: .needsUse
      }
    }
  }
}

/// The findings that one frame has brought about, until they are fetched.
struct RuleFindingQueue: Sendable {
  private var findings = InlineArray<64, RuleFinding?>(repeating: nil)
  private var first = 0
  private(set) var count = 0

  mutating func append(_ finding: RuleFinding) {
    guard count < 64 else { return }
    findings[count] = finding
    count &+= 1
  }

  mutating func next() -> RuleFinding? {
    guard first < count else { return nil }
    defer { first &+= 1 }
    return findings[first]
  }

  mutating func removeAll() {
    first = 0
    count = 0
  }
}
