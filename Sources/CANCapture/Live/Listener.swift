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

/// Listens to an interface with libpcap.
@safe
struct Listener: ~Copyable {
  private let handle: OpaquePointer
  private let name: String
  private let descriptor: CInt
  private let linkType: LinkType
  private let fractionDigits: UInt8
  private var packetCount: UInt64 = 0
  /// The interface of the packet before.
  private var index: UInt32 = 0
  private var interface: InterfaceName

  /// The most bytes that are taken of a packet: a pseudo-header of 20 and a
  /// `struct canfd_frame` of 72, so that a buffer holds many.
  private static var packetLength: CInt { 128 }

  /// Begins to listen.
  ///
  /// - Parameter name: The interface.
  /// - Throws: ``ListeningError``.
  init(_ name: String) throws(ListeningError) {
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = unsafe pcap_create(name, &message) else {
      throw .failed(message: Self.text(message))
    }
    do throws(ListeningError) {
      linkType = try unsafe Self.activate(handle)
    } catch {
      unsafe pcap_close(handle)
      throw error
    }
    unsafe self.handle = handle
    self.name = name
    interface = InterfaceName(name)
    descriptor = unsafe pcap_get_selectable_fd(handle)
    let precision = unsafe pcap_get_tstamp_precision(handle)
    fractionDigits = precision == PCAP_TSTAMP_PRECISION_NANO ? 9 : 6
  }

  private static func activate(
    _ handle: OpaquePointer
  ) throws(ListeningError) -> LinkType {
    _ = unsafe pcap_set_snaplen(handle, packetLength)
    _ = unsafe pcap_set_immediate_mode(handle, 1)
    _ = unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    let result = unsafe pcap_activate(handle)
    let message = unsafe String(cString: pcap_geterr(handle))
    switch result {
    case 0...: break
    case PCAP_ERROR_NO_SUCH_DEVICE: throw .notFound
    case PCAP_ERROR_PERM_DENIED: throw .notPermitted
    case PCAP_ERROR_IFACE_NOT_UP: throw .isDown
    default:
      guard result < 0 else { break }
      let status = unsafe String(cString: pcap_statustostr(result))
      throw .failed(message: message.isEmpty ? status : message)
    }
    // On "any" only the newer pseudo-header tells the interface.
    _ = unsafe pcap_set_datalink(handle, LinkType.linuxCookedV2.rawValue)
    let number = unsafe pcap_datalink(handle)
    guard let linkType = LinkType(rawValue: number) else {
      let name = unsafe pcap_datalink_val_to_description(number)
      let text = unsafe name.map { unsafe String(cString: $0) }
      throw .notCAN(linkType: text ?? "link type \(number)")
    }
    var error = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard unsafe pcap_setnonblock(handle, 1, &error) == 0 else {
      throw .failed(message: text(error))
    }
    return linkType
  }

  deinit { unsafe pcap_close(handle) }

  /// Whether a packet waits.
  var hasBufferedPacket: Bool { Waiting.canRead(descriptor) }

  /// Waits for a packet.
  ///
  /// - Returns: Whether one waits.
  borrowing func wait(milliseconds: CInt) throws(CaptureError) -> Bool {
    var waiting = Waiting()
    let place = waiting.forReading(descriptor)
    do throws(SystemError) {
      try waiting.wait(milliseconds: milliseconds)
    } catch {
      throw CaptureError(reading: error)
    }
    return waiting.isReady(place)
  }

  /// What the system has counted; `nil` if it does not tell.
  var counts: ListeningCounts? {
    var counts = pcap_stat()
    guard unsafe pcap_stats(handle, &counts) == 0 else { return nil }
    return ListeningCounts(
      received: UInt64(counts.ps_recv), dropped: UInt64(counts.ps_drop),
      droppedByInterface: UInt64(counts.ps_ifdrop))
  }

  /// Waits for the next frame.
  ///
  /// - Parameter frame: Where the frame goes.
  /// - Returns: Always `true`.
  /// - Throws: ``CaptureError``.
  mutating func read(into frame: inout CANFrame) throws(CaptureError) -> Bool {
    while true {
      do throws(SystemError) {
        try Waiting.untilReadable(descriptor)
      } catch {
        throw CaptureError(reading: error)
      }
      var header: UnsafeMutablePointer<pcap_pkthdr>?
      var data: UnsafePointer<UInt8>?
      let result = unsafe pcap_next_ex(handle, &header, &data)
      if result == 0 {
        // libpcap waits for an interface to come up again.
        guard isUp else { throw .cannotRead(loss) }
        continue
      }
      guard result == 1, let header = unsafe header, let data = unsafe data
      else { throw .cannotRead(loss) }
      let packet = unsafe Span(
        _unsafeStart: data, count: Int(header.pointee.caplen))
      if try unsafe parse(packet, header.pointee.ts, into: &frame) {
        return true
      }
    }
  }

  /// Whether the interface is up.
  private var isUp: Bool {
    if name == "any" { return true }
    var list: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&list) == 0 else { return true }
    defer { unsafe freeifaddrs(list) }
    var next = unsafe list
    while let entry = unsafe next {
      if unsafe String(cString: entry.pointee.ifa_name) == name {
        return unsafe entry.pointee.ifa_flags & CUnsignedInt(IFF_UP) != 0
      }
      unsafe next = entry.pointee.ifa_next
    }
    return false
  }

  /// Why there is no more to come: libpcap says so in words only.
  private var loss: SystemError {
    if name == "any" { return .networkDown }
    let isThere = unsafe if_nametoindex(name) != 0
    return isThere ? .networkDown : .noDevice
  }

  /// Reads a packet as a frame.
  ///
  /// - Returns: Whether it is one; on `any` there is other traffic, which does
  ///   not count.
  private mutating func parse(
    _ packet: Span<UInt8>, _ time: timeval, into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    do throws(MalformedFrame) {
      try linkType.parse(packet, identifiers: .host, into: &frame)
    } catch {
      if error.reason == .notCAN { return false }
      packetCount += 1
      throw .malformed(
        MalformedRecord(
          reason: error.reason, number: packetCount, unit: .packet,
          byte: UInt64(error.offset) + 1))
    }
    packetCount += 1
    let unit: Int64 = fractionDigits == 9 ? 1 : 1000
    frame.timestamp = Timestamp(
      nanoseconds: Int64(time.tv_sec) &* 1_000_000_000
        &+ Int64(time.tv_usec) &* unit,
      fractionDigits: fractionDigits)
    if linkType == .linuxCookedV2 { nameInterface(packet) }
    frame.interface = interface
    return true
  }

  /// Looks up the interface that a pseudo-header tells.
  private mutating func nameInterface(_ packet: Span<UInt8>) {
    let number =
      UInt32(packet[4]) << 24 | UInt32(packet[5]) << 16
      | UInt32(packet[6]) << 8 | UInt32(packet[7])
    guard number != index else { return }
    index = number
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    let isKnown = unsafe if_indextoname(number, &name) != nil
    interface = InterfaceName(isKnown ? Self.text(name) : "#\(number)")
  }

  private static func text(_ message: [CChar]) -> String {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
#endif
