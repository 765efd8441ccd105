// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Finds out the dialect of each interface of a capture.
struct Detectors {
  /// The interfaces, in the order of their first frames.
  private(set) var buses: [Bus] = []
  private let choice: DialectChoice
  private var interfaces = InterfaceTable()
  private var latest = 0

  /// What is known of one interface.
  struct Bus {
    let interface: InterfaceName
    var detector: DialectDetector
    var frameCount: UInt64 = 0
    /// When which dialect was concluded.
    var changes: [Change] = []
    fileprivate var changeCount: UInt32 = 0
  }

  /// A dialect that was concluded at some time.
  struct Change {
    let timestamp: Timestamp?
    let identification: Identification
  }

  /// How many frames are looked at before a file is decoded.
  private static var framesAhead: Int { 200_000 }
  /// After how many limits nothing new is to be expected of a known dialect.
  private static var limitsAhead: Int { 12 }
  /// How many changes are kept, of a bus that changes without end.
  private static var maximumChanges: Int { 100 }

  init(_ choice: DialectChoice) { self.choice = choice }

  /// Takes a frame, and decodes it.
  mutating func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    select(frame.interface)
    return buses[latest].decode(frame, limit: Self.maximumChanges)
  }

  private mutating func select(_ interface: InterfaceName) {
    latest = interfaces.index(of: interface)
    guard latest == buses.count else { return }
    buses.append(
      Bus(interface: interfaces.names[latest], detector: choice.detector))
  }

  /// Looks at the first frames of a file, so that its dialects are known before
  /// its first frame is decoded.
  mutating func lookAhead(_ input: CaptureInput) {
    guard choice.isAutomatic, let file = input.regularFile,
      var capture = try? file.open()
    else { return }
    defer { file.rewind() }
    var frame = CANFrame()
    var taken: Set<Int> = []
    for _ in 0..<Self.framesAhead {
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { break }
      } catch {
        if case .malformed = error { continue }
        break
      }
      select(frame.interface)
      // What another dialect has taken over begins with the first one.
      if taken.contains(latest) { continue }
      let before = buses[latest].detector
      _ = buses[latest].detector.decode(frame)
      if buses[latest].detector.takeoverCount > 0 {
        buses[latest].detector = before
        taken.insert(latest)
      }
      if isSettled(except: taken) { break }
    }
    for index in buses.indices { buses[index].detector.rewind() }
    latest = 0
  }

  private func isSettled(except taken: Set<Int>) -> Bool {
    buses.indices.allSatisfy { index in
      let detector = buses[index].detector
      return taken.contains(index)
        || (detector.limitsCount >= Self.limitsAhead
          && detector.identification.confidence == .certain)
    }
  }
}

extension Detectors.Bus {
  fileprivate mutating func decode(
    _ frame: borrowing CANFrame, limit: Int
  ) -> BatteryMessage? {
    let message = detector.decode(frame)
    frameCount += 1
    if changeCount != detector.changeCount, changes.count < limit {
      changeCount = detector.changeCount
      changes.append(
        Detectors.Change(
          timestamp: frame.timestamp, identification: detector.identification))
    }
    return message
  }

  /// What is known in the end.
  var identification: Identification { detector.identification }
}

extension Detectors {
  /// How many changes are told one by one.
  private static var maximumTold: Int { 5 }

  /// A line or more for each interface: which dialect it speaks, and why.
  var explanation: [String] { buses.flatMap(explanation) }

  private func explanation(_ bus: Bus) -> [String] {
    let interface = bus.interface.isEmpty ? "" : "\(bus.interface): "
    let known = bus.changes.filter { $0.identification.dialect != nil }
    var lines: [String] = []
    if known.isEmpty || bus.identification.dialect == nil {
      lines.append("\(interface)\(bus.identification.summary)")
    }
    if known.count > Self.maximumTold {
      lines.append(
        "\(interface)the dialect changes \(known.count) times; "
          + "\"bmsdump identify\" shows when")
      return lines
    }
    for (index, change) in known.enumerated() {
      let isLast = index == known.count - 1
      let identification =
        isLast && bus.identification.dialect != nil
        ? bus.identification : change.identification
      let time = change.timestamp.map { "from \($0) on " } ?? "then "
      lines.append(
        "\(interface)\(index > 0 ? time : "")\(identification.summary)")
    }
    return lines
  }
}
