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

  /// How many modules the battery says it has.
  var moduleCount: DecimalNumber? {
    let count = link[.moduleCount]?.value?.number
    if let count, count.significand > 0 { return count }
    return link[.modulesOnline]?.value?.number
  }

  /// How many nanoseconds it was forbidden to charge or to discharge.
  func forbiddenTime(_ flow: LinkEvent.Flow) -> Int64 {
    tally.episodes.first { $0.kind == .forbidden(flow) }?.total ?? 0
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
