// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Keeps account of what the frames of the simulator tell for the first time.
///
/// It looks at what was to be said, not at the frames.
struct Truth {
  private(set) var events: [SimulatedEvent] = []
  private var frame = 0
  private var time: Int64 = 0
  private var limits: [(field: Field, number: DecimalNumber)] = []
  private var soc: Int64?
  /// What is told with the next frame.
  private var switched: SimulatedEvent.Kind?
  private var current: Int64 = 0
  private var forbidsByLimit = [false, false]
  private var forbidsByPermission = [false, false]
  private var isForbidden = [false, false]
  private var made: [SimulatedEvent.RequestBit] = []
  private var hasCharged = false
  private var hasBeenFull = false
  private var faults: [(field: Field, carrier: UInt16, set: FaultSet)] = []

  /// Where the next events are.
  mutating func move(to frame: Int, at time: Int64) {
    self.frame = frame
    self.time = time
  }

  mutating func add(_ kind: SimulatedEvent.Kind) {
    add(kind, at: frame, time)
  }

  /// Adds what has become known only now.
  mutating func add(
    _ kind: SimulatedEvent.Kind, at frame: Int, _ time: Int64
  ) {
    events.append(
      SimulatedEvent(frame: frame, time: time, kind: kind, soc: soc))
  }

  /// Takes note of what a message says.
  ///
  /// - Parameters:
  ///   - writer: The message.
  ///   - report: What it says of it.
  mutating func note(_ writer: MessageWriter, _ report: Report) {
    if let switched { add(switched) }
    switched = nil
    for index in 0..<writer.layout.count {
      note(writer.layout[index], report, writer.id.rawValue)
    }
    for flow in [SimulatedEvent.Flow.charge, .discharge] { tell(flow) }
  }

  private mutating func note(
    _ slot: Slot, _ report: Report, _ carrier: UInt16
  ) {
    guard slot.isInPayload, slot.rule != .disputedPair else { return }
    let requests = report.requests
    switch slot.field {
    case .chargeVoltageLimit: limit(slot, report.limits.chargeVoltage)
    case .dischargeVoltageLimit: limit(slot, report.limits.dischargeVoltage)
    case .onGridChargeCurrentLimit: limit(slot, report.limits.chargeCurrent)
    case .onGridDischargeCurrentLimit:
      limit(slot, report.limits.dischargeCurrent)
    case .chargeCurrentLimit:
      limit(slot, report.limits.chargeCurrent)
      forbidsByLimit[0] = report.limits.chargeCurrent == 0
    case .dischargeCurrentLimit:
      limit(slot, report.limits.dischargeCurrent)
      forbidsByLimit[1] = report.limits.dischargeCurrent == 0
    case .chargeEnabled: forbidsByPermission[0] = !requests.chargeEnabled
    case .dischargeEnabled: forbidsByPermission[1] = !requests.dischargeEnabled
    case .soc:
      if soc != report.charge.soc { add(.socSet(report.charge.soc)) }
      soc = report.charge.soc
      tellFull()
    case .current:
      current = report.measurements.current
      tellCharging()
    case .forceCharge:
      request(.forceCharge, slot, carrier, requests.forceCharge)
    case .fullCharge:
      request(.fullCharge, slot, carrier, report.asksForFullCharge(in: slot))
    case .recalibrationStart:
      request(.recalibration, slot, carrier, requests.fullCharge)
    case .protections, .alarms, .warnings:
      if let set = report.faults(of: slot) { note(set, slot.field, carrier) }
    default: break
    }
  }

  private mutating func limit(_ slot: Slot, _ tenths: Int64) {
    let number = DecimalNumber(tenths, decimals: 1)
    guard let index = limits.firstIndex(where: { $0.field == slot.field })
    else {
      limits.append((slot.field, number))
      return add(.limitSet(slot.field, from: nil, to: number))
    }
    guard limits[index].number != number else { return }
    add(.limitSet(slot.field, from: limits[index].number, to: number))
    limits[index].number = number
  }

  private mutating func tell(_ flow: SimulatedEvent.Flow) {
    let index = flow == .charge ? 0 : 1
    let (byLimit, byPermission) = (
      forbidsByLimit[index], forbidsByPermission[index]
    )
    guard (byLimit || byPermission) != isForbidden[index] else { return }
    isForbidden[index].toggle()
    add(
      isForbidden[index]
        ? .forbidden(flow, byLimit: byLimit, byPermission: byPermission)
        : .allowed(flow))
  }

  private mutating func note(
    _ set: FaultSet, _ field: Field, _ carrier: UInt16
  ) {
    let index = faults.firstIndex { $0.field == field && $0.carrier == carrier }
    let before = index.map { faults[$0].set } ?? FaultSet(table: set.table)
    if let index {
      faults[index].set = set
    } else {
      faults.append((field, carrier, set))
    }
    guard before != set else { return }
    for fault in before.faults where !set.contains(fault) {
      add(.faultCleared(field, fault, carrier: carrier))
    }
    for fault in set.faults where !before.contains(fault) {
      add(.faultRaised(field, fault, carrier: carrier))
    }
  }
}

// MARK: - Requests

extension Truth {
  private mutating func request(
    _ kind: RequestKind, _ slot: Slot, _ carrier: UInt16, _ isMade: Bool
  ) {
    let bit = SimulatedEvent.RequestBit(
      kind: kind, carrier: carrier, byte: slot.byte, bit: slot.bit)
    let index = made.firstIndex(of: bit)
    guard isMade != (index != nil) else { return }
    if let index {
      made.remove(at: index)
      add(.requestEnded(bit, isGranted: isGranted(kind)))
      guard !isAsked(kind) else { return }
      if kind == .forceCharge { hasCharged = false }
      if kind == .fullCharge { hasBeenFull = false }
    } else {
      made.append(bit)
      add(.requestMade(bit))
      tellCharging()
      tellFull()
    }
  }

  private func isAsked(_ kind: RequestKind) -> Bool {
    made.contains { $0.kind == kind }
  }

  private func isGranted(_ kind: RequestKind) -> Bool? {
    switch kind {
    case .forceCharge: hasCharged
    case .fullCharge: hasBeenFull
    default: nil
    }
  }

  private mutating func tellCharging() {
    guard current >= 5, !hasCharged, isAsked(.forceCharge) else { return }
    hasCharged = true
    add(.forceChargeFulfilled)
  }

  private mutating func tellFull() {
    guard let soc, soc >= 97, !hasBeenFull, isAsked(.fullCharge) else { return }
    hasBeenFull = true
    add(.fullChargeReached)
  }

  /// What was said in another dialect no longer holds.
  mutating func switchDialect(from: Dialect, to: Dialect) {
    let events = self.events
    self = Truth()
    self.events = events
    switched = .dialectSwitched(from: from, to: to)
  }
}

extension FaultSet {
  fileprivate var faults: [Fault] {
    compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
  }
}
