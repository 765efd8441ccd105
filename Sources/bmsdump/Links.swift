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
  private let choice: DialectChoice

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

  /// The number of the interface of a frame.
  mutating func index(of frame: borrowing CANFrame) -> Int {
    let index = interfaces.index(of: frame.interface)
    if index == buses.count {
      let name = interfaces.names[index]
      buses.append(Bus(interface: name, link: choice.link))
    }
    return index
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
