// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension LineCursor {
  /// Reads what follows the offset of a line of version 1, and says whether it
  /// is a frame.
  ///
  /// The reserved column is seen by its hyphen; where it has something else, it
  /// has to be known that it is there.
  mutating func version1(
    hasReserved: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    if wordLength <= 2, peek.decimalValue != nil {
      try traceBus(into: &frame)
      skipBlanks()
    }
    if skipWord(["w", "a", "r", "n", "g"]) { return false }
    if skipWord(["e", "r", "r", "o", "r"]) {
      frame.becomeBusError()
      return true
    }
    let isUntyped = frame.interface.isEmpty
    if let direction = direction() {
      frame.direction = direction
      skipBlanks()
    } else if !isUntyped {
      throw failure(.notAFrame)
    }
    if skipWord(["f", "f", "f", "f", "f", "f", "f", "f"]) { return false }
    try traceIdentifier(into: &frame)
    skipBlanks()
    if hasReserved || peek == UInt8(ascii: "-") {
      skipWord()
      skipBlanks()
    }
    let start = position
    guard let length = decimal(upTo: 8), isAtWordEnd else {
      throw MalformedFrame(.badLength, at: start)
    }
    frame.dlc = UInt8(truncatingIfNeeded: length)
    skipBlanks()
    if skipWord(["r", "t", "r"]) {
      frame.kind = .remote
    } else if skipWord(["e", "r", "r", "o", "r"]) {
      frame.becomeBusError()
      return true
    } else {
      try hexBytes(length, into: &frame)
    }
    try remark(hasLength: true)
    return true
  }

  /// Reads a bus, or the hyphen that stands for none or all.
  mutating func traceBus(into frame: inout CANFrame) throws(MalformedFrame) {
    if skipWord(["-"]) { return }
    let start = position
    skipDigits()
    guard position > start, isAtWordEnd else { throw failure(.badInterface) }
    frame.interface = InterfaceName(line.extracting(start..<position))
  }

  /// Reads an identifier, whose digits say how many bits it has.
  mutating func traceIdentifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    let digits = hexLength
    guard digits > 0, digits <= 8, let bits = hex(digits), isAtWordEnd else {
      throw failure(.badIdentifier)
    }
    guard let id = FrameID(bits, isExtended: digits > 4) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = id
  }
}
