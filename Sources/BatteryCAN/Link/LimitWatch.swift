// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Tells the changes of a limit that a person would mention.
///
/// A battery that is nearly full lowers its charge current limit by 0.1 A each
/// second, and others move their charge voltage limit up and down by 0.1 V. So a
/// change is told
///
/// - at once if it is a step: at least a tenth of a current, or 0.5 V, from one
///   frame to the next, or to or from 0,
/// - at once if smaller changes have come to half of a current, or to 2 V,
/// - otherwise when the limit has rested for a minute, as one change from the
///   value that was told before, with the time that it took to move.
///
/// A limit that goes to and fro within less than that is not told. Without time,
/// every change is.
struct LimitWatch: Sendable {
  /// What was told last, or `nil` if nothing was.
  private(set) var told: DecimalNumber?
  private(set) var latest: DecimalNumber?
  /// When the limit has begun to move, and when it has moved last.
  private var start: Int64 = 0
  private var moved: Int64 = 0

  /// A change to tell.
  struct Change {
    let from: DecimalNumber?
    let to: DecimalNumber
    /// How many nanoseconds it took.
    let over: Int64
  }

  /// Whether the latest value is not the one that was told last.
  private(set) var isUntold = false

  /// When the limit has moved last, or `nil` if it has not.
  var lastMove: Int64? { moved > 0 ? moved : nil }

  /// Since when the limit rests, or `nil` if all is told.
  var restsSince: Int64? { isUntold ? moved : nil }

  /// Takes a value.
  mutating func take(
    _ value: DecimalNumber, isVoltage: Bool, at elapsed: Int64, hasTime: Bool
  ) -> Change? {
    guard let told, let before = latest else {
      latest = value
      self.told = value
      return Change(from: nil, to: value, over: 0)
    }
    guard value != before else { return nil }
    if before == told { start = elapsed }
    moved = elapsed
    latest = value
    isUntold = value != told
    if !isUntold { return nil }
    let isStep = Self.isFar(
      value, before, isVoltage ? .tenths(5) : .share(10))
    let isFar = Self.isFar(value, told, isVoltage ? .tenths(20) : .share(2))
    guard isStep || isFar || !hasTime else { return nil }
    return tell()
  }

  /// The change that is told because the limit rests, or `nil` if none is.
  mutating func tellIfUntold() -> Change? { isUntold ? tell() : nil }

  private mutating func tell() -> Change? {
    guard let latest else { return nil }
    defer {
      told = latest
      isUntold = false
    }
    return Change(from: told, to: latest, over: moved &- start)
  }

  /// A distance that counts.
  private enum Measure {
    case tenths(UInt64)
    /// The value before, divided by a number.
    case share(UInt64)
  }

  /// Whether a value is far from the one before it.
  private static func isFar(
    _ value: DecimalNumber, _ before: DecimalNumber, _ measure: Measure
  ) -> Bool {
    guard let value = value.thousandths, let before = before.thousandths else {
      return true
    }
    if value == 0 || before == 0 { return true }
    let distance = (value &- before).magnitude
    switch measure {
    case .tenths(let count): return distance >= count &* 100
    case .share(let divisor):
      return distance &* divisor >= before.magnitude
    }
  }
}

extension BatteryLink {
  /// The elapsed time at which a limit has moved last, if it has.
  mutating func lastMove(of limit: Field) -> Int64? {
    LimitWatch.place(limit).flatMap { limits[$0].lastMove }
  }
}

extension LimitWatch {
  /// The place of a field among the limits that are watched.
  static func place(_ field: Field) -> Int? {
    switch field {
    case .chargeVoltageLimit: 0
    case .chargeCurrentLimit: 1
    case .dischargeCurrentLimit: 2
    case .dischargeVoltageLimit: 3
    case .onGridChargeCurrentLimit: 4
    case .onGridDischargeCurrentLimit: 5
    default: nil
    }
  }

  /// The field at a place.
  static func field(_ place: Int) -> Field? {
    switch place {
    case 0: .chargeVoltageLimit
    case 1: .chargeCurrentLimit
    case 2: .dischargeCurrentLimit
    case 3: .dischargeVoltageLimit
    case 4: .onGridChargeCurrentLimit
    case 5: .onGridDischargeCurrentLimit
    default: nil
    }
  }

  /// Whether a voltage is at a place.
  static func isVoltage(_ place: Int) -> Bool { place == 0 || place == 3 }
}
