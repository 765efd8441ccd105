// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if Libpcap
internal import CANBus
internal import CANFormats
internal import CLibpcap

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Reads pcap and pcapng with libpcap.
@safe
struct PcapReader: ~Copyable {
  private let handle: OpaquePointer
  private let stream: PcapStream
  private let linkType: LinkType
  private let fractionDigits: UInt8
  /// The order of identifiers that no pseudo-header precedes.
  let bareOrder: ByteOrder
  private var packetCount: UInt64 = 0
  private var isDamaged = false

  private init(
    _ handle: OpaquePointer, _ stream: PcapStream, _ linkType: LinkType,
    fractionDigits: UInt8, bareOrder: ByteOrder
  ) {
    unsafe self.handle = handle
    self.stream = stream
    self.linkType = linkType
    self.fractionDigits = fractionDigits
    self.bareOrder = bareOrder
  }

  /// Opens a capture.
  ///
  /// - Parameter lines: The input, which starts with one of the magic numbers.
  /// - Returns: A reader of its packets.
  /// - Throws: ``CaptureError`` if it is not a capture of CAN frames.
  static func open(
    _ lines: consuming LineReader
  ) throws(CaptureError) -> PcapReader {
    var head = try lines.peek(12)
    while PcapHeader.neededByteCount(head) > head.count {
      let count = head.count
      head = try lines.peek(PcapHeader.neededByteCount(head))
      guard head.count > count else { break }  // the end of the file
    }
    let fractionDigits = PcapHeader.fractionDigits(head)
    let bareOrder = try identifierOrder(&lines)
    let stream = PcapStream(lines)
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let file = unsafe stream.open() else { throw .cannotRead(.last) }
    guard
      let handle = unsafe pcap_fopen_offline_with_tstamp_precision(
        file, CUnsignedInt(PCAP_TSTAMP_PRECISION_NANO), &message)
    else {
      unsafe fclose(file)
      if let error = stream.error { throw error }
      throw .notACapture(.unreadablePcap(message: text(message)))
    }
    let number = unsafe pcap_datalink(handle)
    guard let linkType = LinkType(rawValue: number) else {
      let name = unsafe pcap_datalink_val_to_name(number)
      let text = unsafe name.map { unsafe String(cString: $0) }
      unsafe pcap_close(handle)
      throw .notACapture(.linkType(number: number, name: text ?? "unknown"))
    }
    return unsafe PcapReader(
      handle, stream, linkType, fractionDigits: fractionDigits,
      bareOrder: bareOrder)
  }

  /// Looks at the first packets of a pcap file, until they tell in which order
  /// the identifiers of link type 227 are.
  private static func identifierOrder(
    _ lines: inout LineReader
  ) throws(CaptureError) -> ByteOrder {
    var vote = IdentifierOrderVote()
    var start = 24
    var head = try lines.peek(start)
    guard PcapHeader.linkType(head) == LinkType.socketCAN.rawValue else {
      return .bigEndian
    }
    while !vote.isDecided, start < 64 * 1024 {
      guard let packet = PcapHeader.packet(at: start, in: head) else {
        // A packet that is longer than any is not waited for.
        let count = head.count
        guard count < 128 * 1024 else { break }
        head = try lines.peek(count + 1)
        guard head.count > count else { break }  // the end of the file
        continue
      }
      let base = head.startIndex
      vote.add(
        Array(head[(base + packet.lowerBound)..<(base + packet.upperBound)])
          .span)
      start = packet.upperBound
    }
    return vote.order
  }

  deinit { unsafe pcap_close(handle) }

  /// Whether reading on will not have to wait for input.
  var hasBufferedBytes: Bool { stream.hasBufferedBytes }

  /// Reads the next packet.
  ///
  /// - Parameter frame: Where the frame goes.
  /// - Returns: Whether there was one.
  /// - Throws: ``CaptureError``.
  mutating func read(into frame: inout CANFrame) throws(CaptureError) -> Bool {
    guard !isDamaged else { return false }
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var data: UnsafePointer<UInt8>?
    let result = unsafe pcap_next_ex(handle, &header, &data)
    guard result == 1, let header = unsafe header, let data = unsafe data
    else {
      if let error = stream.error { throw error }
      guard result == PCAP_ERROR else { return false }
      isDamaged = true
      throw .malformed(
        MalformedRecord(
          reason: .damagedFile, number: packetCount + 1, unit: .packet,
          byte: stream.position,
          detail: unsafe String(cString: pcap_geterr(handle))))
    }
    packetCount += 1
    let time = unsafe header.pointee.ts
    // libpcap takes the 32 bits of pcap as signed; they reach until 2106.
    let seconds = Int64(time.tv_sec)
    let era: Int64 = seconds < 0 && seconds >= -1 << 31 ? 1 << 32 : 0
    frame.timestamp = timestamp(seconds + era, Int64(time.tv_usec))
    let packet = unsafe Span(
      _unsafeStart: data, count: Int(header.pointee.caplen))
    do throws(MalformedFrame) {
      if linkType == .socketCAN, bareOrder == .littleEndian {
        frame.direction = .unknown
        try SocketCANRecord.parse(packet, at: 0, .littleEndian, into: &frame)
      } else {
        // libpcap 1.10 turns identifiers behind a pseudo-header into this
        // machine's byte order.
        try linkType.parse(packet, identifiers: .host, into: &frame)
      }
      return true
    } catch {
      throw .malformed(
        MalformedRecord(
          reason: error.reason, number: packetCount, unit: .packet,
          byte: UInt64(error.offset) + 1))
    }
  }

  /// A time as libpcap gives it, in seconds and nanoseconds.
  private func timestamp(_ seconds: Int64, _ nanoseconds: Int64) -> Timestamp? {
    let scaled = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let total = scaled.partialValue.addingReportingOverflow(nanoseconds)
    guard !scaled.overflow, !total.overflow else { return nil }
    return Timestamp(
      nanoseconds: total.partialValue, fractionDigits: fractionDigits)
  }

  private static func text(_ message: [CChar]) -> String {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
#endif
