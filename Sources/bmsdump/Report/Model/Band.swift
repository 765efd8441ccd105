// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Something that goes on for a while: a prohibition, a request, a fault, or
/// silence.
struct Band {
  let kind: LinkEpisode.Kind
  /// When it began for the first and for the last time.
  let firstTime: Timestamp?
  private(set) var lastTime: Timestamp?
  private(set) var spans: SpanList
  /// Where it has begun, as long as it goes on.
  private(set) var start: Int64?
  /// Whether it still went on when the capture ended.
  private(set) var lastsToTheEnd = false

  init(_ kind: LinkEpisode.Kind, capacity: Int, _ time: Timestamp?) {
    self.kind = kind
    firstTime = time
    spans = SpanList(capacity: capacity)
  }

  mutating func begin(at position: Int64, _ time: Timestamp?) {
    lastTime = time
    if start == nil { start = position }
  }

  mutating func end(at position: Int64, isOpen: Bool) {
    guard let start else { return }
    spans.add(start, max(start, position))
    self.start = nil
    lastsToTheEnd = isOpen
  }
}

extension Band {
  /// What kind of thing it is, and the name of its style; the order is that of
  /// the picture.
  enum Style: String, CaseIterable {
    case forbidden, request, protection, alarm, silence

    /// What the colour means.
    var title: String {
      switch self {
      case .forbidden: "Forbidden"
      case .request: "Request"
      case .protection: "Protection or error"
      case .alarm: "Alarm or warning"
      case .silence: "Silence"
      }
    }
  }

  var style: Style {
    switch kind {
    case .forbidden: .forbidden
    case .request: .request
    case .fault(.protections, _, _), .fault(.errors, _, _): .protection
    case .fault: .alarm
    case .silent: .silence
    @unknown default: .alarm
    }
  }

  /// What it is called.
  var title: String {
    switch kind {
    case .forbidden(.charge): "Charging forbidden"
    case .forbidden(.discharge): "Discharging forbidden"
    case .request(let request): request.title.capitalisedFirst
    case .fault(let level, let entry, _):
      "\(level.levelName.capitalisedFirst): \(entry.words)"
    case .silent(.limits): "Limits missing"
    case .silent(let part): "\(part.noun.capitalisedFirst) silent"
    @unknown default: "Other"
    }
  }

  /// The identifier of the frame that tells it, if it is one.
  var carrier: StandardID? {
    switch kind {
    case .request(let request): request.carrier
    case .fault(_, _, let carrier): carrier
    default: nil
    }
  }
}

extension String {
  /// The text as the beginning of a line.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
