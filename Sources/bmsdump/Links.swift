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
  /// How many frames the capture announces without their data: any of them may have
  /// been the inverter's.
  var announced: UInt64 = 0
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

  /// Takes over what detectors have found out that have begun as these are known
  /// to be, with interfaces that were not known yet.
  mutating func adopt(_ detectors: Detectors) {
    for (index, bus) in detectors.buses.enumerated() {
      if index == buses.count {
        _ = interfaces.index(of: bus.interface)
        buses.append(Bus(interface: bus.interface, link: choice.link))
      }
      buses[index].link.adopt(bus.detector)
    }
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
