// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether 0x359 and 0x35A of one burst contradict each other: one reports a
/// fault, and the other says that there is none of the kind.
///
/// A pair of bits in 0x35A that is not set says nothing.
struct AlarmWatch: Equatable, Sendable {
  private var bits = Report()
  private var pairs = Report()
  /// Whether both disagree, so that the next frames have to be looked at.
  private(set) var isOpen = false
  /// Which of both have been seen since the limits, as long as they disagree.
  private var hasBits = false
  private var hasPairs = false

  /// What a frame says, a bit for each subject.
  struct Report: Equatable, Sendable {
    fileprivate var raised: UInt8 = 0
    fileprivate var cleared: UInt8 = 0

    /// Whether one reports what the other one denies.
    fileprivate func contradicts(_ other: Report) -> Bool {
      raised & other.cleared | other.raised & cleared != 0
    }
  }

  /// Takes 0x351, which begins a burst.
  mutating func beginBurst() {
    hasBits = false
    hasPairs = false
  }

  /// Takes 0x359 or 0x35A.
  ///
  /// - Parameter message: The frame as a message.
  /// - Returns: Whether it contradicts the other one of the burst.
  mutating func isDisputed(_ message: BatteryMessage) -> Bool {
    let view = message.view
    guard view.kind == .alarms else { return false }
    var report = Report()
    report.take(view.read(.protections))
    report.take(view.read(.alarms))
    report.take(view.read(.warnings))
    report.cleared &= ~report.raised
    let isOfBits = message.id.rawValue == 0x359
    if isOfBits { bits = report } else { pairs = report }
    isOpen = bits.contradicts(pairs)
    guard isOpen else {
      beginBurst()
      return false
    }
    if isOfBits { hasBits = true } else { hasPairs = true }
    return hasBits && hasPairs
  }
}

extension AlarmWatch.Report {
  /// Adds what a field says.
  fileprivate mutating func take(_ reading: Reading<FieldValue>) {
    guard case .value(.faults(let faults)) = reading else { return }
    var entry: UInt8 = 0
    while entry < faults.table.entryCount {
      if let subject = faults.table.fault(entry)?.subject {
        switch faults.state(of: entry) {
        case .raised: raised |= subject
        case .cleared: cleared |= subject
        case .unknown: break
        }
      }
      entry &+= 1
    }
  }
}

extension FaultSet {
  fileprivate enum State { case raised, cleared, unknown }

  /// What an entry of the table says.
  fileprivate func state(of entry: UInt8) -> State {
    guard table.hasPairs else {
      return bits &>> UInt32(entry) & 1 == 1 ? .raised : .cleared
    }
    return switch bits &>> UInt32(entry &* 2) & 0b11 {
    case 0b01: .raised
    case 0b10: .cleared
    default: .unknown
    }
  }
}

extension Fault {
  /// The bit of what it is about, whether it is an alarm or a protection; `nil` if only
  /// some tables have it.
  fileprivate var subject: UInt8? {
    switch self {
    case .overVoltage, .highVoltage, .cellOverVoltage, .cellHighVoltage,
      .moduleOverVoltage, .moduleHighVoltage:
      0x01
    case .underVoltage, .lowVoltage, .cellUnderVoltage, .cellLowVoltage,
      .moduleUnderVoltage, .moduleLowVoltage:
      0x02
    case .overTemperature, .highTemperature, .chargeOverTemperature,
      .chargeHighTemperature, .dischargeOverTemperature,
      .dischargeHighTemperature:
      0x04
    case .underTemperature, .lowTemperature, .chargeUnderTemperature,
      .chargeLowTemperature, .dischargeUnderTemperature,
      .dischargeLowTemperature:
      0x08
    case .dischargeOverCurrent, .dischargeHighCurrent: 0x10
    case .chargeOverCurrent, .chargeHighCurrent: 0x20
    default: nil
    }
  }
}
