// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

extension LinkSummary {
  /// What each identifier has told, in the order of the identifiers.
  var records: [MessageRecord] {
    (0..<link.messageCount).compactMap { link.message(at: $0) }
      .sorted { $0.message.id < $1.message.id }
  }

  /// What was tolerated in the frames of each identifier.
  var notes: [(id: StandardID, names: [String])] {
    tally.notes.map { ($0.id, $0.notes.map { "\($0.name)" }) }
  }

  /// How many nanoseconds it was forbidden to charge or to discharge.
  func forbiddenTime(_ flow: LinkEvent.Flow) -> Int64 {
    tally.episodes.first { $0.kind == .bus(.forbidden(flow)) }?.total ?? 0
  }

  /// A time in percent of the span.
  func percentage(of time: Int64) -> Double {
    link.elapsed > 0 ? 100 * Double(time) / Double(link.elapsed) : 0
  }

  /// A time with the digits of the capture.
  func seconds(_ nanoseconds: Int64) -> DecimalNumber? {
    link.now.map { .seconds(nanoseconds, digits: $0.fractionDigits) }
  }
}

extension BatteryLink {
  /// How many modules the battery says it has.
  var reportedModules: DecimalNumber? {
    let count = self[.moduleCount]?.value?.number
    if let count, count.significand > 0 { return count }
    return self[.modulesOnline]?.value?.number
  }
}
