// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// What each interface of a capture has told up to now.
struct Links {
  /// The interfaces, in the order of their first frames.
  private(set) var buses: [Bus] = []
  private var interfaces = InterfaceTable()
  let choice: DialectChoice
  /// The interface of the latest frame, and its number.
  private var latest = 0
  private var latestInterface: InterfaceName?

  /// One interface.
  struct Bus {
    let interface: InterfaceName
    var link: BatteryLink
  }

  /// Starts with the dialects of inputs that can be looked at beforehand.
  init(_ choice: DialectChoice, lookingAheadIn inputs: [CaptureInput] = []) {
    self.choice = choice
    var found = Detectors(choice)
    for input in inputs { found.lookAhead(input) }
    for bus in found.buses {
      _ = interfaces.index(of: bus.interface)
      buses.append(
        Bus(interface: bus.interface, link: BatteryLink(bus.detector)))
    }
  }

  /// The number of the interface of a frame, which is not changed.
  mutating func index(of frame: inout CANFrame) -> Int {
    if frame.interface != latestInterface { select(frame.interface) }
    return latest
  }

  private mutating func select(_ interface: InterfaceName) {
    latestInterface = interface
    latest = interfaces.index(of: interface)
    guard latest == buses.count else { return }
    buses.append(
      Bus(interface: interfaces.names[latest], link: choice.link))
  }

  /// Whether the next frames are known to say nothing new about the dialects.
  var skipsDetection = false {
    didSet {
      for index in buses.indices {
        buses[index].link.skipsDetection = skipsDetection
      }
    }
  }

  /// Some frames of one interface.
  struct Run {
    /// The number of the interface.
    let index: Int
    /// Where they are.
    let range: Range<Int>
  }

  /// The frames from one on that are of the same interface, so that it need not
  /// be looked up for each of them.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them; at least one.
  /// - Returns: The interface, and where they are.
  @inline(__always)
  mutating func run(
    of frames: inout MutableSpan<CANFrame>, in range: Range<Int>
  ) -> Run {
    let index = index(of: &frames[range.lowerBound])
    let interface = frames[range.lowerBound].interface
    var end = range.lowerBound &+ 1
    while end < range.upperBound, frames[end].interface == interface {
      end &+= 1
    }
    return Run(index: index, range: range.lowerBound..<end)
  }

  subscript(index: Int) -> BatteryLink {
    _read { yield buses[index].link }
    _modify { yield &buses[index].link }
  }
}

extension Links {
  /// Says what an interface is on which no battery was heard.
  func explainAbsence(_ index: Int, _ settings: InputReport.Settings) {
    let bus = buses[index]
    guard !bus.link.hasBattery, settings.style == .text else { return }
    let interface = bus.interface.isEmpty ? "" : "\(bus.interface): "
    let summary = bus.link.detector.identification.summary
    Diagnostics().report("\(interface)\(summary)")
  }
}

extension BatteryLink {
  /// Takes a frame, which is not changed; one that is borrowed would be copied.
  @inline(__always)
  mutating func take(
    _ frame: inout CANFrame,
    news body: (Field, FieldValue) -> Void = { (_, _) in }
  ) -> BatteryMessage? {
    var payload: ClassicPayload?
    if case .data = frame.kind { payload = frame.payload.classic }
    return take(payload, id: frame.id, at: frame.timestamp, news: body)
  }
}
