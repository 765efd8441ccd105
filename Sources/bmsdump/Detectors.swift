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
  /// The place of the bus of the latest frame, and its name.
  private var latest = 0
  private var latestInterface: InterfaceName?

  /// What is known of one interface.
  struct Bus {
    let interface: InterfaceName
    var detector: DialectDetector
    var frameCount: UInt64 = 0
    /// When which dialect was concluded.
    var changes: [Change] = []
    fileprivate var changeCount: UInt32 = 0

    init(interface: InterfaceName, detector: DialectDetector) {
      self.interface = interface
      self.detector = detector
      // Nothing is allocated while frames come.
      changes.reserveCapacity(Detectors.maximumChanges)
    }
  }

  /// A dialect that was concluded at some time.
  struct Change {
    let timestamp: Timestamp?
    let identification: Identification
  }

  /// How many frames are looked at before a file is decoded.
  private static var framesAhead: Int { 200_000 }
  /// After how many bad lines no more are looked at, which take longer than
  /// frames and tell nothing.
  private static var malformedAhead: UInt64 { 20_000 }
  /// After how many limits nothing new is to be expected of a known dialect.
  private static var limitsAhead: Int { 12 }
  /// How many changes are kept, of a bus that changes without end.
  fileprivate static var maximumChanges: Int { 100 }

  init(_ choice: DialectChoice) { self.choice = choice }

  /// Starts with what links know.
  init(_ links: Links) {
    choice = links.choice
    for bus in links.buses {
      _ = interfaces.index(of: bus.interface)
      buses.append(Bus(interface: bus.interface, detector: bus.link.detector))
    }
  }

  /// Takes a frame, and decodes it.
  ///
  /// The frame is not changed; one that is borrowed is copied, which takes as
  /// long as to read it.
  mutating func decode(_ frame: inout CANFrame) -> BatteryMessage? {
    if frame.interface != latestInterface { select(&frame) }
    return buses[latest].decode(&frame)
  }

  /// Takes frames, and decodes them.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them.
  ///   - body: What is done with each of them and its message.
  @inline(__always)
  mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    _ body: (inout CANFrame, BatteryMessage?) -> Void
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      if frames[index].interface != latestInterface { select(&frames[index]) }
      // The bus need not be looked up for all that follow of the same one.
      index = buses[latest].decode(
        &frames, index..<range.upperBound, latestInterface, body)
    }
  }

  /// Decodes frames for the link of their interface, up to the first one of
  /// another.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them; at least one.
  ///   - decoded: Where they are put, from a place on; it grows if it must.
  ///   - place: The place.
  /// - Returns: The number of the interface, how many frames of it there are, and
  ///   how many of them are messages.
  mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    into decoded: inout [LinkFrame], at place: Int
  ) -> (index: Int, count: Int, messages: UInt64) {
    let missing = place + range.count - decoded.count
    if missing > 0 { decoded += repeatElement(LinkFrame(), count: missing) }
    var places = decoded.mutableSpan
    if frames[range.lowerBound].interface != latestInterface {
      select(&frames[range.lowerBound])
    }
    let (count, messages) = buses[latest].detector.decode(
      &frames, in: range, into: &places, at: place)
    return (latest, count, messages)
  }

  private mutating func select(_ frame: inout CANFrame) {
    let interface = frame.interface
    latestInterface = interface
    latest = interfaces.index(of: interface)
    guard latest == buses.count else { return }
    buses.append(
      Bus(interface: interfaces.names[latest], detector: choice.detector))
  }

  /// Whether any frames would be decoded the same by others.
  func hasSameState(as others: Detectors) -> Bool {
    guard buses.count == others.buses.count else { return false }
    return buses.indices.allSatisfy { index in
      buses[index].detector.hasSameState(as: others.buses[index].detector)
    }
  }

  /// Counts frames that others have decoded.
  mutating func addCounts(of others: Detectors) {
    for index in buses.indices where index < others.buses.count {
      buses[index].frameCount &+= others.buses[index].frameCount
    }
  }

  /// Begins to count anew.
  mutating func forgetCounts() {
    for index in buses.indices { buses[index].frameCount = 0 }
  }

  /// Looks at the first frames of a file, so that its dialects are known before
  /// its first frame is decoded.
  mutating func lookAhead(_ input: CaptureInput) {
    guard choice.isAutomatic, let file = input.regularFile,
      var capture = try? file.open()
    else { return }
    defer { file.rewind() }
    capture.passesOverMalformed = true
    var frame = CANFrame()
    var taken: Set<Int> = []
    var lastKnown: [Int: DialectDetector] = [:]
    for _ in 0..<Self.framesAhead {
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { break }
      } catch {
        guard case .malformed = error,
          capture.malformed.total < Self.malformedAhead
        else { break }
        continue
      }
      if frame.interface != latestInterface { select(&frame) }
      // What another dialect has taken over begins with the first one.
      if taken.contains(latest) { continue }
      let before = buses[latest].detector
      _ = buses[latest].detector.decode(frame)
      let isKnown = buses[latest].detector.identification.dialect != nil
      if !isKnown, before.identification.dialect != nil {
        lastKnown[latest] = before
      }
      if buses[latest].detector.takeoverCount > 0 {
        buses[latest].detector = lastKnown[latest] ?? before
        taken.insert(latest)
      }
      if isSettled(except: taken) { break }
    }
    for index in buses.indices { buses[index].detector.rewind() }
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
  /// Takes a frame, and decodes it.
  @inline(__always)
  fileprivate mutating func decode(_ frame: inout CANFrame) -> BatteryMessage? {
    frameCount &+= 1
    return decodeUncounted(&frame)
  }

  @inline(__always)
  private mutating func decodeUncounted(
    _ frame: inout CANFrame
  ) -> BatteryMessage? {
    var message: BatteryMessage?
    if case .data = frame.kind, let payload = frame.payload.classic {
      switch frame.id {
      case .standard(let id): message = detector.decode(payload, id: id)
      case .extended(let id): message = decodeExtended(payload, id)
      }
    }
    if changeCount != detector.changeCount { noteChange(frame.timestamp) }
    return message
  }

  @inline(never)
  private mutating func decodeExtended(
    _ payload: ClassicPayload, _ id: ExtendedID
  ) -> BatteryMessage? {
    detector.decode(payload, id: id)
  }

  /// Takes frames up to the first one of another interface, and decodes them.
  ///
  /// - Returns: Where it stopped.
  @inline(__always)
  fileprivate mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    _ interface: InterfaceName?,
    _ body: (inout CANFrame, BatteryMessage?) -> Void
  ) -> Int {
    var index = range.lowerBound
    defer {
      frameCount &+= UInt64(truncatingIfNeeded: index &- range.lowerBound)
    }
    repeat {
      let message = decodeUncounted(&frames[index])
      body(&frames[index], message)
      index &+= 1
    } while index < range.upperBound && frames[index].interface == interface
    return index
  }

  /// Takes note of what the detector has concluded by a frame.
  @inline(never)
  private mutating func noteChange(_ time: Timestamp?) {
    guard changes.count < Detectors.maximumChanges else { return }
    changeCount = detector.changeCount
    changes.append(
      Detectors.Change(
        timestamp: time, identification: detector.identification))
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
    if known.isEmpty {
      return ["\(interface)\(bus.identification.summary)"]
    }
    if known.count > Self.maximumTold {
      lines.append(
        "\(interface)the dialect changes \(known.count) times; "
          + "\"bmsdump identify\" shows when")
    }
    for (index, change) in known.enumerated()
    where known.count <= Self.maximumTold {
      let isLast = index == known.count - 1
      let identification =
        isLast && bus.identification.dialect != nil
        ? bus.identification : change.identification
      let time = change.timestamp.map { "from \($0) on " } ?? "then "
      lines.append(
        "\(interface)\(index > 0 ? time : "")\(identification.summary)")
    }
    // What it is in the end, if that is nothing known any more.
    if bus.identification.dialect == nil {
      let time = bus.changes.last?.timestamp.map { "from \($0) on " }
      lines.append(
        "\(interface)\(time ?? "then ")\(bus.identification.summary)")
    }
    return lines
  }
}
