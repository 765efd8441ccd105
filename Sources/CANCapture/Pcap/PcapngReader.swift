// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Reads pcapng, block by block.
///
/// A block whose lengths are impossible or differ is an error, and so is
/// everything until the next bytes that are certainly a block
/// (`PcapngBlock.recognize`), where reading goes on. Blocks that are longer than
/// any packet are passed over in the same way.
///
/// An interface behind lost bytes is not added, since another one may have been
/// lost in them and would have had its number; packets of it are errors. Packets
/// of other link types are not CAN, also when the file turns out to have none
/// that is.
struct PcapngReader: Sendable {
  /// An interface of the section.
  private struct Interface {
    let description: PcapngInterface
    let linkType: LinkType?
    /// The order of identifiers that no pseudo-header precedes; `nil` until its
    /// first packet.
    var bareOrder: ByteOrder?

    /// What reads nearly all of its packets, if its byte order is known.
    func usual(_ number: UInt32, _ order: ByteOrder) -> UsualPcapngBlock? {
      guard let linkType, let bareOrder else { return nil }
      return UsualPcapngBlock(
        number, description, linkType, order, identifiers: bareOrder)
    }
  }

  /// The byte order of the section, `nil` outside of any that can be read.
  private var order: ByteOrder?
  /// The interfaces of the section, up to a limit.
  private var interfaces: [Interface] = []
  /// Whether no interface can have been lost, which would change the numbers of
  /// all that follow.
  private var areNumbersSure = true
  private var packetCount: UInt64 = 0
  /// How many bytes of the file have been handed out.
  private var position: UInt64 = 0
  /// Where the damaged block that is being passed over says that it ends, `nil`
  /// when there is none.
  private var damagedEnd: UInt64? {
    didSet { usual = nil }
  }
  /// Reads nearly all packets of the interface of the packet before.
  private var usual: UsualPcapngBlock?
  private var firstLinkType: Int32?
  /// Whether an interface is one of CAN frames.
  private(set) var hasCAN = false
  /// Whether identifiers of an interface have been turned around.
  private(set) var hasSwappedIdentifiers = false

  /// How many interfaces of a section are kept.
  static var maximumInterfaceCount: Int { 1024 }

  /// Whether the next block is there already.
  func hasBufferedBlock(_ input: borrowing LineReader) -> Bool {
    guard damagedEnd == nil, input.waitingCount >= PcapngBlock.minimumCount
    else { return false }
    guard
      let block = try? PcapngBlock(input.waiting, order ?? .littleEndian)
    else { return true }
    return input.waitingCount >= block.count
  }

  /// Reads the next packet if it is in the buffer and nothing special.
  ///
  /// - Parameters:
  ///   - input: The input.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether it is; otherwise ``read(_:into:)`` reads it.
  @inline(__always)
  mutating func readUsual(
    _ input: inout LineReader, into frame: inout CANFrame
  ) -> Bool {
    repeat {
      let count = input.takeUsualRecord { bytes, start in
        usual?.parse(bytes, at: start, into: &frame)
      }
      if let count {
        packetCount &+= 1
        position &+= UInt64(truncatingIfNeeded: count)
        return true
      }
    } while changeInterface(input.waiting, at: 0)
    return false
  }

  /// Reads the next packets as long as they are in the buffer and nothing
  /// special.
  ///
  /// - Returns: How many, all of one interface.
  mutating func readUsual(
    _ input: inout LineReader, into frames: inout MutableSpan<CANFrame>
  ) -> Int {
    repeat {
      let (count, byteCount) = input.takeUsualRecords { bytes, start in
        usual?.parse(bytes, at: start, into: &frames)
      }
      packetCount &+= UInt64(truncatingIfNeeded: count)
      position &+= UInt64(truncatingIfNeeded: byteCount)
      if count > 0 { return count }
    } while changeInterface(input.waiting, at: 0)
    return 0
  }

  /// Gets ready for the interface that the next packet is one of.
  ///
  /// - Returns: Whether it is another one than before, and known.
  @inline(never)
  private mutating func changeInterface(
    _ bytes: Span<UInt8>, at start: Int
  ) -> Bool {
    guard usual != nil, let order,
      let number = UsualPcapngBlock.interface(bytes, at: start),
      number != usual?.interface, number < interfaces.count,
      let other = interfaces[Int(number)].usual(number, order)
    else { return false }
    usual = other
    return true
  }

  /// Reads the next packet.
  ///
  /// - Parameters:
  ///   - input: The input.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether there was one.
  /// - Throws: ``CaptureError``.
  mutating func read(
    _ input: inout LineReader, into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    while true {
      if damagedEnd != nil, try !findBlock(&input) { return try end() }
      guard let block = try nextBlock(&input) else { return try end() }
      switch block.kind {
      case .packet, .simplePacket, .oldPacket:
        try readPacket(block, &input, into: &frame)
        return true
      case .section: try beginSection(block, &input)
      case .interface: try addInterface(block, &input)
      case .other: _ = take(block.count, &input)
      }
    }
  }

  /// Finds out what the next block is, and makes sure that all of it waits.
  @inline(__always)
  private mutating func nextBlock(
    _ input: inout LineReader
  ) throws(CaptureError) -> PcapngBlock? {
    guard try input.hasBytes(PcapngBlock.minimumCount) else {
      if input.waitingCount == 0 { return nil }
      throw lose(.cutOff, at: input.waitingCount - 1, &input)
    }
    let block: PcapngBlock
    do throws(MalformedContainer) {
      block = try PcapngBlock(input.waiting, order ?? .littleEndian)
    } catch {
      throw lose(error.reason, at: error.offset, &input)
    }
    guard try input.hasBytes(block.count) else {
      throw lose(.cutOff, at: input.waitingCount - 1, &input)
    }
    do throws(MalformedContainer) {
      try PcapngBlock.checkEnd(of: input.waiting.extracting(..<block.count))
    } catch {
      throw lose(error.reason, at: error.offset, &input)
    }
    return block
  }

  /// Takes a block from the input.
  @inline(__always)
  private mutating func take(
    _ count: Int, _ input: inout LineReader
  ) -> Range<Int> {
    position += UInt64(count)
    return input.take(count)
  }

  /// What the end of the input means.
  private func end() throws(CaptureError) -> Bool {
    guard !hasCAN, let firstLinkType else { return false }
    throw .notACapture(.linkType(firstLinkType))
  }

  // MARK: - What is described

  private mutating func beginSection(
    _ block: PcapngBlock, _ input: inout LineReader
  ) throws(CaptureError) {
    interfaces.removeAll(keepingCapacity: true)
    usual = nil
    areNumbersSure = true
    do throws(MalformedContainer) {
      order = try PcapngSection(input.waiting).order
    } catch {
      throw lose(error.reason, at: error.offset, &input)
    }
    _ = take(block.count, &input)
  }

  private mutating func addInterface(
    _ block: PcapngBlock, _ input: inout LineReader
  ) throws(CaptureError) {
    let start = position
    let range = take(block.count, &input)
    guard let order, areNumbersSure,
      interfaces.count < Self.maximumInterfaceCount
    else { return }
    let description = PcapngInterface(
      input.bytes(range), order, number: interfaces.count)
    let linkType = LinkType(rawValue: description.linkType)
    if linkType != nil { hasCAN = true }
    if firstLinkType == nil { firstLinkType = description.linkType }
    interfaces.append(
      Interface(
        description: description, linkType: linkType,
        bareOrder: linkType == .socketCAN ? nil : .bigEndian))
    if let badOption = description.badOption {
      throw .damagedFile(
        .badOption, packet: packetCount + 1, at: start + UInt64(badOption))
    }
  }

  // MARK: - Packets

  private mutating func readPacket(
    _ block: PcapngBlock, _ input: inout LineReader, into frame: inout CANFrame
  ) throws(CaptureError) {
    packetCount += 1
    let order = self.order ?? .littleEndian
    let start = position
    let packet: PcapngPacket
    do throws(MalformedContainer) {
      packet = try PcapngPacket(
        input.waiting.extracting(..<block.count), block.kind, order,
        snapshotLength: interfaces.first?.description.snapshotLength ?? 0)
    } catch {
      _ = take(block.count, &input)
      throw .damagedFile(
        error.reason, packet: packetCount, at: start + UInt64(error.offset))
    }
    guard packet.interface < interfaces.count else {
      _ = take(block.count, &input)
      throw .damagedFile(
        .unknownInterface, packet: packetCount, at: start + 8)
    }
    let index = Int(packet.interface)
    if interfaces[index].bareOrder == nil {
      try decideOrder(ofInterface: packet.interface, &input)
    }
    if usual?.interface != packet.interface {
      usual = interfaces[index].usual(packet.interface, order)
    }
    let range = take(block.count, &input)
    do throws(MalformedFrame) {
      try parse(
        input.bytes(range).extracting(packet.bytes), of: index, packet.ticks,
        order, into: &frame)
    } catch {
      throw .malformed(MalformedRecord(error, packet: packetCount))
    }
  }

  @inline(__always)
  private func parse(
    _ packet: Span<UInt8>, of index: Int, _ ticks: UInt64?, _ order: ByteOrder,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard let linkType = interfaces[index].linkType else {
      throw MalformedFrame(.notCAN, at: 0)
    }
    frame.interface = interfaces[index].description.name
    if let ticks {
      frame.timestamp = interfaces[index].description.clock.timestamp(ticks)
    } else {
      frame.timestamp = nil
    }
    if linkType == .socketCAN {
      frame.direction = .unknown
      try SocketCANRecord.parse(
        packet, at: 0, interfaces[index].bareOrder ?? .bigEndian, into: &frame)
    } else {
      try linkType.parse(packet, identifiers: order, into: &frame)
    }
  }

  private mutating func decideOrder(
    ofInterface number: UInt32, _ input: inout LineReader
  ) throws(CaptureError) {
    let order = self.order ?? .littleEndian
    let snapshotLength = interfaces.first?.description.snapshotLength ?? 0
    let bareOrder = try IdentifierOrderVote.order(&input) { bytes in
      guard bytes.count >= PcapngBlock.minimumCount else {
        return .needs(PcapngBlock.minimumCount)
      }
      guard let block = try? PcapngBlock(bytes, order), block.kind != .section
      else { return .nothing }
      guard bytes.count >= block.count else { return .needs(block.count) }
      guard block.kind.isPacket,
        let packet = try? PcapngPacket(
          bytes.extracting(..<block.count), block.kind, order,
          snapshotLength: snapshotLength),
        packet.interface == number
      else { return .other(recordCount: block.count) }
      return .packet(packet.bytes, recordCount: block.count)
    }
    interfaces[Int(number)].bareOrder = bareOrder
    if bareOrder == .littleEndian { hasSwappedIdentifiers = true }
  }

  // MARK: - Damage

  /// The block that comes next cannot be trusted.
  ///
  /// - Returns: What to tell about it.
  private mutating func lose(
    _ reason: MalformedContainer.Reason, at offset: Int,
    _ input: inout LineReader
  ) -> CaptureError {
    let error = CaptureError.damagedFile(
      reason, packet: packetCount + 1, at: position + UInt64(offset))
    packetCount += 1
    damagedEnd = 0
    if PcapngSection.begins(input.waiting) {
      // Nothing of the section before it is valid any more.
      interfaces.removeAll(keepingCapacity: true)
      areNumbersSure = true
      order =
        reason == .unknownVersion
        ? nil : try? PcapngSection.byteOrder(input.waiting)
    }
    if let order, let count = PcapngBlock.claimedCount(input.waiting, order) {
      damagedEnd = position + UInt64(count)
    }
    _ = take(1, &input)
    return error
  }

  /// Passes over what is damaged, byte by byte: it may be the end of a file that
  /// was cut off anywhere, with another one behind it.
  ///
  /// - Returns: Whether there is a block behind it.
  private mutating func findBlock(
    _ input: inout LineReader
  ) throws(CaptureError) -> Bool {
    while true {
      switch PcapngBlock.recognize(input.waiting, order) {
      case .block:
        if position != damagedEnd { areNumbersSure = false }
        damagedEnd = nil
        return true
      case .nothing: _ = take(1, &input)
      case .needs(let count):
        if try input.hasBytes(count) { continue }
        // What is here is no block: it would have to be longer.
        guard input.waitingCount > 1 else { return false }
        _ = take(1, &input)
      }
    }
  }
}

extension PcapngReader: ChunkDecoder {
  func extent(_ bytes: Span<UInt8>) -> Int? {
    guard damagedEnd == nil, let order else { return nil }
    var end = 0
    while true {
      if let usual { end = usual.end(bytes, from: end) }
      let rest = bytes.extracting(end...)
      guard rest.count >= PcapngBlock.minimumCount else { return end }
      guard let block = try? PcapngBlock(rest, order), block.kind.isPacket
      else { return end > 0 ? end : nil }
      guard block.count <= rest.count else { return end }
      guard packet(block, rest, order) != nil else {
        return end > 0 ? end : nil
      }
      end += block.count
    }
  }

  /// A packet whose interface is known, in a sound block.
  private func packet(
    _ block: PcapngBlock, _ bytes: Span<UInt8>, _ order: ByteOrder
  ) -> PcapngPacket? {
    let whole = bytes.extracting(..<block.count)
    let snapshotLength = interfaces.first?.description.snapshotLength ?? 0
    guard (try? PcapngBlock.checkEnd(of: whole)) != nil,
      let packet = try? PcapngPacket(
        whole, block.kind, order, snapshotLength: snapshotLength),
      packet.interface < interfaces.count,
      interfaces[Int(packet.interface)].bareOrder != nil
    else { return nil }
    return packet
  }

  mutating func read(
    _ chunk: borrowing Chunk, _ reading: inout ChunkReading,
    _ take: ChunkReading.Taking
  ) {
    packetCount = 0
    var start = 0
    while start < chunk.count {
      let places = reading.places
      let (count, next) = readUsual(
        chunk.bytes, start, &reading.frames, places)
      packetCount += UInt64(count)
      reading.hand(count, of: packetCount, to: take)
      start = next
      if count > 0 || changeInterface(chunk.bytes.span, at: start) { continue }
      let bytes = chunk.bytes.span.extracting(start..<chunk.count)
      guard let order, let block = try? PcapngBlock(bytes, order),
        let packet = packet(block, bytes, order)
      else { break }
      packetCount += 1
      let index = Int(packet.interface)
      reading.hand(packet: packetCount, to: take) {
        frame throws(MalformedFrame) in
        try parse(
          bytes.extracting(packet.bytes), of: index, packet.ticks, order,
          into: &frame)
      }
      start += block.count
    }
  }

  private mutating func readUsual(
    _ bytes: [UInt8], _ start: Int, _ frames: inout [CANFrame],
    _ places: Range<Int>
  ) -> (count: Int, next: Int) {
    var span = frames.mutableSpan
    let found = usual?.parse(bytes.span, at: start, into: &span, places)
    return found ?? (0, start)
  }

  /// What a packet means depends on descriptions only, which are in no chunk.
  func hasSameState(as other: PcapngReader) -> Bool { true }

  /// Takes note of packets that were read elsewhere.
  mutating func advance(_ packets: UInt64, of byteCount: UInt64) {
    packetCount += packets
    position += byteCount
  }
}
