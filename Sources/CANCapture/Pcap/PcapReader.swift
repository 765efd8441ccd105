// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Reads pcap, packet by packet.
struct PcapReader: Sendable {
  private let file: PcapFile
  private let linkType: LinkType
  /// The order of identifiers that no pseudo-header precedes; `nil` until the
  /// first packet.
  private var bareOrder: ByteOrder?
  private var packetCount: UInt64 = 0
  /// How many bytes of the file have been handed out.
  private var position: UInt64
  /// Packets have no mark to find them by, so that nothing is read any more
  /// behind a damaged one.
  private var isDamaged = false {
    didSet { usual = nil }
  }
  /// Reads nearly all packets, once the order of identifiers is known.
  private var usual: UsualPcapRecord?

  /// Reads the header of a file.
  ///
  /// - Parameter input: The input, which starts with one of the magic numbers.
  /// - Throws: ``CaptureError`` if it is not a capture of CAN frames.
  init(_ input: inout LineReader) throws(CaptureError) {
    _ = try input.hasBytes(PcapFile.headerCount)
    do throws(MalformedContainer) {
      file = try PcapFile(input.waiting)
    } catch {
      throw .notACapture(.unreadablePcap(message: "\(error.reason.text)"))
    }
    guard let linkType = LinkType(rawValue: file.linkType) else {
      throw .notACapture(.linkType(file.linkType))
    }
    self.linkType = linkType
    if linkType != .socketCAN { bareOrder = .bigEndian }
    position = UInt64(PcapFile.headerCount)
    input.skip(PcapFile.headerCount)
  }

  /// Whether identifiers have been turned around.
  var hasSwappedIdentifiers: Bool { bareOrder == .littleEndian }

  /// Whether the next packet is there already.
  func hasBufferedPacket(_ input: borrowing LineReader) -> Bool {
    let bytes = input.waiting
    guard bytes.count >= file.packetHeaderCount else { return false }
    guard let count = try? file.recordCount(bytes) else { return true }
    return bytes.count >= count
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
    let count = input.takeUsualRecord { bytes, start in
      usual?.parse(bytes, at: start, into: &frame)
    }
    guard let count else { return false }
    packetCount &+= 1
    position &+= UInt64(truncatingIfNeeded: count)
    return true
  }

  /// Reads the next packets as long as they are in the buffer and nothing
  /// special.
  ///
  /// - Returns: How many.
  mutating func readUsual(
    _ input: inout LineReader, into frames: inout MutableSpan<CANFrame>
  ) -> Int {
    let (count, byteCount) = input.takeUsualRecords { bytes, start in
      usual?.parse(bytes, at: start, into: &frames)
    }
    packetCount &+= UInt64(truncatingIfNeeded: count)
    position &+= UInt64(truncatingIfNeeded: byteCount)
    return count
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
    guard !isDamaged else { return false }
    if usual == nil { try decideOrder(&input) }
    let isThere = try input.hasBytes(file.packetHeaderCount)
    if !isThere, input.waitingCount == 0 { return false }
    packetCount += 1
    guard isThere else { throw damage(.cutOff, at: input.waitingCount - 1) }
    let count: Int
    do throws(MalformedContainer) {
      count = try file.recordCount(input.waiting)
    } catch {
      throw damage(error.reason, at: error.offset)
    }
    guard count <= LineReader.maximumRecordCount else {
      throw try passOver(count, &input)
    }
    guard try input.hasBytes(count) else {
      throw damage(.cutOff, at: input.waitingCount - 1)
    }
    position += UInt64(count)
    let record = input.take(count)
    do throws(MalformedFrame) {
      try parse(input.bytes(record), into: &frame)
      return true
    } catch {
      throw .malformed(MalformedRecord(error, packet: packetCount))
    }
  }

  /// Finds out the order of identifiers, if that has not been done.
  mutating func decideOrder(_ input: inout LineReader) throws(CaptureError) {
    if bareOrder == nil { bareOrder = try identifierOrder(&input) }
    if let bareOrder, !isDamaged {
      usual = UsualPcapRecord(file, linkType, identifiers: bareOrder)
    }
  }

  private func parse(
    _ record: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.interface = InterfaceName()
    frame.timestamp = file.timestamp(record)
    let packet = record.extracting(file.packetHeaderCount...)
    if linkType == .socketCAN {
      frame.direction = .unknown
      try SocketCANRecord.parse(
        packet, at: 0, bareOrder ?? .bigEndian, into: &frame)
    } else {
      try linkType.parse(packet, identifiers: file.order, into: &frame)
    }
  }

  /// Passes over a packet that does not fit into the buffer.
  ///
  /// - Returns: What to tell about it.
  private mutating func passOver(
    _ count: Int, _ input: inout LineReader
  ) throws(CaptureError) -> CaptureError {
    let start = position
    var rest = count
    while rest > 0, try input.hasBytes(1) {
      let piece = min(rest, input.waitingCount)
      input.skip(piece)
      rest -= piece
    }
    position += UInt64(count - rest)
    guard rest == 0 else {
      isDamaged = true
      return .damagedFile(.cutOff, packet: packetCount, at: position - 1)
    }
    return .damagedFile(.tooLong, packet: packetCount, at: start + 8)
  }

  /// The file is damaged here, so that there is nothing more to read.
  private mutating func damage(
    _ reason: MalformedContainer.Reason, at offset: Int
  ) -> CaptureError {
    isDamaged = true
    return .damagedFile(
      reason, packet: packetCount, at: position + UInt64(offset))
  }

  /// Takes note of packets that were read elsewhere.
  mutating func advance(_ packets: UInt64, of byteCount: UInt64) {
    packetCount += packets
    position += byteCount
  }

  private func identifierOrder(
    _ input: inout LineReader
  ) throws(CaptureError) -> ByteOrder {
    let file = self.file
    return try IdentifierOrderVote.order(&input) { bytes in
      guard bytes.count >= file.packetHeaderCount else {
        return .needs(file.packetHeaderCount)
      }
      guard let count = try? file.recordCount(bytes) else { return .nothing }
      guard bytes.count >= count else { return .needs(count) }
      return .packet(file.packetHeaderCount..<count, recordCount: count)
    }
  }
}

extension PcapReader: ChunkDecoder {
  func extent(_ bytes: Span<UInt8>) -> Int? {
    var end = 0
    while true {
      if let usual { end = usual.end(bytes, from: end) }
      guard !isDamaged else { return nil }
      guard end <= bytes.count - file.packetHeaderCount else { return end }
      guard let count = try? file.recordCount(bytes.extracting(end...)),
        count <= LineReader.maximumRecordCount
      else { return end > 0 ? end : nil }
      guard count <= bytes.count - end else { return end }
      end += count
    }
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
      if count == places.count || start == chunk.count { continue }
      // Where there was room for another frame, its packet is an unusual one.
      let bytes = chunk.bytes.span.extracting(start..<chunk.count)
      guard let length = try? file.recordCount(bytes) else { break }
      packetCount += 1
      reading.hand(packet: packetCount, to: take) {
        frame throws(MalformedFrame) in
        try parse(bytes.extracting(..<length), into: &frame)
      }
      start += length
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

  /// What a packet means does not depend on others.
  func hasSameState(as other: PcapReader) -> Bool { true }
}
