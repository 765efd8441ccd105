// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
public import CANFormats

extension CANFrame {
  /// The frame as `struct can_frame` or `struct canfd_frame` of Linux.
  ///
  /// - Parameter order: The byte order of the identifier.
  /// - Returns: The bytes with their padding, 16 or 72.
  public func linuxRecord(_ order: ByteOrder) -> [UInt8] {
    var bits: UInt32
    switch id {
    case .standard(let id): bits = UInt32(id.rawValue)
    case .extended(let id): bits = id.rawValue | 0x8000_0000
    }
    var length = payload.count
    var flags: UInt8 = 0
    switch kind {
    case .data: break
    case .remote:
      bits |= 0x4000_0000
      length = min(Int(dlc), 8)
    case .error: bits = bits & 0x1FFF_FFFF | 0x2000_0000
    case .flexibleData(let itsFlags): flags = itsFlags.linuxBits | 4
    }
    var record: [UInt8] = [24, 16, 8, 0].map {
      UInt8(truncatingIfNeeded: bits >> $0)
    }
    if order == .littleEndian { record.reverse() }
    let hasRawCode = flags == 0 && length <= 8 && dlc > 8
    record += [UInt8(length), flags, 0, hasRawCode ? dlc : 0]
    for index in 0..<payload.count { record.append(payload[index]) }
    let size = flags != 0 || length > 8 ? 72 : 16
    return record + [UInt8](repeating: 0, count: size - record.count)
  }
}
