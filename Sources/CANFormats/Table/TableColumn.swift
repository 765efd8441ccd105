// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a column of a table has.
enum TableColumn: UInt8 {
  /// Something that is of no use here.
  case ignored
  case time
  /// A time that another column tells better.
  case otherTime
  case channel
  case direction
  case identifier
  /// Whether the identifier has 29 bits.
  case width
  case remote
  /// Words such as "Data frame" and "Standard".
  case words
  case length
  /// All bytes.
  case data
  /// One byte.
  case byte
  /// Whether the frame was sent.
  case sent
  /// Whether it is CAN FD.
  case flexible
  case error
  /// A name that is not known.
  case unknown

  /// Finds out what a column has by its name, in English, German or Chinese.
  ///
  /// - Parameter name: The name, without blanks and signs, as ``TableName`` has it.
  init(_ name: Span<UInt8>) {
    if name.isOneOf(
      """
      id canid arbid arbitrationid identifier frameid idhex idh msgid messageid \
      addr identifierhex canidhex kennung identificador identifiant
      """
    ) || name.isIdentifierInChinese {
      self = .identifier
    } else if name.isOneOf(
      "dlc len length datalength dl size datalen control count numdatabytes")
      || name.isOneOf("messagelength länge laenge longitud longueur lunghezza")
      || name.has(
        [0xE9, 0x95, 0xBF, 0xE5, 0xBA, 0xA6], [0xB3, 0xA4, 0xB6, 0xC8])
    {
      self = .length
    } else if name.isOneOf(
      "data databytes datahex datah payload d0123456d7 hexdata daten datenhex")
      || name.isOneOf("données donnees datos dati dados gegevens")
      || name.has(
        [0xE6, 0x95, 0xB0, 0xE6, 0x8D, 0xAE], [0xCA, 0xFD, 0xBE, 0xDD])
    {
      self = .data
    } else if name.isByte {
      self = .byte
    } else if name.isOneOf(
      "time systemtime abstimesec timescale timestampepoch")
      || name.isOneOf(
        "times timems timemsec timesec timeus starttime datetime timeabsrel zeit"
      )
      || name.isOneOf("ms millis milliseconds us micros microseconds ts")
      || name.isOneOf(
        "timestampms timestampus timestampns timestampsec timerel timeabs")
      || name.isOneOf("temps tiempo tempo tijd")
      || name.has(
        [0xE7, 0xB3, 0xBB, 0xE7, 0xBB, 0x9F], [0xCF, 0xB5, 0xCD, 0xB3])
    {
      self = .time
    } else if name.isOneOf(
      "timestamp reltimesec relativetime offset delta date datum")
      || name.has(
        [0xE6, 0x97, 0xB6, 0xE9, 0x97, 0xB4], [0xCA, 0xB1, 0xBC, 0xE4])
    {
      self = .otherTime
    } else if name.isOneOf("chn channel bus busid buschannel interface network")
      || name.isOneOf("ch port device kanal")
      || name.has(
        [0xE9, 0x80, 0x9A, 0xE9, 0x81, 0x93], [0xCD, 0xA8, 0xB5, 0xC0])
    {
      self = .channel
    } else if name.isOneOf("dir direction rxtx txrx transmitdirection richtung")
      || name.has(
        [0xE6, 0x96, 0xB9, 0xE5, 0x90, 0x91], [0xB7, 0xBD, 0xCF, 0xF2])
    {
      self = .direction
    } else if name.isOneOf("extended ext xtd ide ex isextended eff") {
      self = .width
    } else if name.isOneOf("remote rtr rt isremote remoteframe") {
      self = .remote
    } else if name.isOneOf("frametype frameformat type format flg flags kind")
      || name.has([0xE5, 0xB8, 0xA7], [0xD6, 0xA1])
    {
      self = .words
    } else if name.isOneOf("tx") {
      self = .sent
    } else if name.isOneOf("edl fd fdf isfd") {
      self = .flexible
    } else if name.isOneOf("error er iserror") {
      self = .error
    } else if name.isOneOf(
      "no index line number nr num comment ascii value trigger signals")
      || name.isOneOf("description node state status dialect message notes")
      || name.isOneOf("esi brs packet crc ack name duration pgn pgnh sa da")
      || name.isEmpty || name.hasBytesBeyondASCII
    {
      self = .ignored
    } else {
      self = .unknown
    }
  }
}

/// The name of a column, without blanks and signs.
struct TableName {
  private var bytes = InlineArray<32, UInt8>(repeating: 0)
  private var count = 0

  init(_ cell: Span<UInt8>) {
    for index in cell.indices where count < 32 && cell[index].isNameByte {
      bytes[count] = cell[index]
      count &+= 1
    }
  }

  /// Whether the name is longer than any that is known.
  var isTooLong: Bool { count == 32 }

  var text: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span.extracting(..<count) }
  }
}

extension UInt8 {
  fileprivate var isNameByte: Bool {
    isLetter || decimalValue != nil || self >= 0x80
  }
}

extension Span<UInt8> {
  /// Whether the name is `D1`, `B1`, `Byte0` or the like.
  fileprivate var isByte: Bool {
    guard count >= 2, self[count &- 1].decimalValue != nil else { return false }
    var end = count
    while end > 0, self[end &- 1].decimalValue != nil { end &-= 1 }
    guard count &- end <= 2 else { return false }
    return extracting(..<end).isOneOf("d b byte data db")
  }

  /// Whether the name is the one of an identifier in Chinese: `ID` and a
  /// character, or the character of frames before it.
  fileprivate var isIdentifierInChinese: Bool {
    guard hasBytesBeyondASCII else { return false }
    return startsWithName("id") || endsWithName("id")
  }

  /// Whether bytes are in the text, in UTF-8 or GBK.
  fileprivate func has<let n: Int, let m: Int>(
    _ utf8: InlineArray<n, UInt8>, _ gbk: InlineArray<m, UInt8>
  ) -> Bool {
    contains(utf8.span) || contains(gbk.span)
  }

  /// Whether bytes are somewhere.
  func contains(_ other: Span<UInt8>) -> Bool {
    guard count >= other.count else { return false }
    for start in 0...(count &- other.count) {
      var index = 0
      while index < other.count, self[start &+ index] == other[index] {
        index &+= 1
      }
      if index == other.count { return true }
    }
    return false
  }
}
