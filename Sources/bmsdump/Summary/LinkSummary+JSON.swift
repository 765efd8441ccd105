// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

extension LinkSummary {
  /// All of it for a script.
  var object: JSONObject {
    let identification = link.detector.identification
    var object = JSONObject()
    object.add("file", input)
    object.add("interface", bus.interface.isEmpty ? nil : "\(bus.interface)")
    object.add("dialect", link.dialect?.name.description)
    object.add("confidence", identification.confidence.name.description)
    object.add("evidence", identification.evidence.map(\.text.description))
    object.add("manufacturer", link[.manufacturer]?.value.map { "\($0)" })
    object.add("module_count", number: link.reportedModules)
    object.add("has_battery", link.hasBattery)
    let isKnown = link.hasInverter || announced == 0
    object.add("has_inverter", isKnown ? link.hasInverter : nil)
    object.add("first_time", json: json(link.firstTime))
    object.add("last_time", json: json(link.now))
    object.add("span_s", number: seconds(link.elapsed))
    object.add("frames", link.frameCount)
    object.add("decoded", tally.decodedCount)
    object.add("identifiers", records.map(self.object))
    object.add("ranges", ranges)
    object.add("charge", flow(.charge, tally.charge))
    object.add("discharge", flow(.discharge, tally.discharge))
    object.add("episodes", tally.episodes.map(self.object))
    var notes = JSONObject()
    for entry in self.notes { notes.add(entry.id.hex, entry.names) }
    object.add("notes", notes)
    object.add("dialect_changes", tally.dialectChanges)
    object.add("soc_jumps", tally.socJumps)
    object.add("time_jumps", tally.timeJumps)
    return object
  }

  private func json(_ timestamp: Timestamp?) -> String {
    guard let timestamp else { return "null" }
    var output = OutputBuffer()
    var printer = time
    printer.append(timestamp, to: &output)
    let text = output.takeText()
    return printer.printsDates ? "\"\(text)\"" : text
  }

  private func object(_ record: MessageRecord) -> JSONObject {
    let gap = record.count > 1 ? seconds(record.longestInterval) : nil
    var object = JSONObject()
    object.add("id", record.message.id.hex)
    object.add("message", record.kind.name.description)
    object.add("frames", record.count)
    object.add("period_s", number: record.period.flatMap(seconds))
    object.add("longest_gap_s", number: gap)
    return object
  }

  private var ranges: JSONObject {
    var object = JSONObject()
    for (index, field) in LinkTally.fields.enumerated() {
      guard let range = tally.ranges[index] else { continue }
      var values = JSONObject()
      values.add("lowest", number: range.lowest)
      values.add("highest", number: range.highest)
      values.add("last", number: range.last)
      object.add(field.key.description, values)
    }
    return object
  }

  private func flow(_ flow: LinkEvent.Flow, _ times: LimitTimes) -> JSONObject {
    func share(_ time: Int64) -> DecimalNumber? {
      guard link.elapsed > 0 else { return nil }
      let hundredths = (percentage(of: time) * 100).rounded()
      return DecimalNumber(Int64(hundredths), decimals: 2)
    }
    let forbidden = forbiddenTime(flow)
    var object = JSONObject()
    object.add("forbidden_s", number: seconds(forbidden))
    object.add("forbidden_percent", number: share(forbidden))
    object.add("derated_s", number: seconds(times.derated))
    object.add("derated_percent", number: share(times.derated))
    return object
  }

  private func object(_ episode: EpisodeTally) -> JSONObject {
    var object = JSONObject()
    switch episode.kind {
    case .bus(.forbidden(let flow)):
      object.add("kind", "forbidden")
      object.add("subject", flow.noun)
    case .bus(.request(let request)):
      object.add("kind", "request")
      object.add("subject", request.kind.name.description)
      object.add("name", request.name.description)
      object.add("carrier", request.carrier.hex)
      object.add("byte", request.byte)
      object.add("bit", request.bit)
    case .bus(.fault(let level, let entry, let carrier)):
      object.add("kind", level.key.description)
      object.add("subject", entry.name)
      object.add("carrier", carrier.hex)
    case .bus(.silent(let part)):
      object.add("kind", "silent")
      object.add("subject", part.noun)
    case .recordingGap: object.add("kind", "recording_gap")
    case .busSilent: object.add("kind", "bus_silent")
    @unknown default: break
    }
    object.add("count", episode.count)
    object.add("first_time", json: json(episode.first))
    object.add("last_time", json: json(episode.last))
    object.add("total_s", number: episode.totalSeconds)
    object.add("at_least", episode.isAtLeast)
    object.add("goes_on", episode.isOpen)
    if let granted = episode.granted { object.add("granted", granted) }
    return object
  }
}

extension JSONObject {
  /// Adds an exact number, or null.
  fileprivate mutating func add(_ key: String, number: DecimalNumber?) {
    add(key, json: number.map { "\($0)" } ?? "null")
  }
}
