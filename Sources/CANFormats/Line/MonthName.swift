// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The names of months and weekdays that programs write in the language of their
/// user.
///
/// A name is recognised by its first three letters without accents, in UTF-8 or
/// Latin-1. The languages are English, German, French, Italian, Spanish,
/// Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech,
/// Hungarian and Turkish. Source: the abbreviated names of the Unicode CLDR.
enum MonthName {
  /// The number of a month, 1 to 12, or `nil` if the word is none.
  static func number(of word: Span<UInt8>) -> Int32? {
    let letters = FoldedWord(word)
    let english = letters.place(
      in: "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
    guard
      let place = english
        ?? letters.place(
          in: """
            gen ene led sty tam oca|fev uno lut hel sub|\
            mrt mrz mae bre maa|avr abr dub kwi huh nis|\
            mai mag mei maj kve tou|giu cvn cze kes haz jui|\
            lug cvc lip hei tem|aou ago srp sie elo agu|\
            set sze zar wrz syy eyl|okt ott out rij paz lok eki|\
            lis kas|dez dic des pro gru jou ara
            """)
    else { return nil }
    // Those that three letters do not tell apart.
    switch (place &+ 1, letters.fourth) {
    case (6, UInt8(ascii: "l")): return 7  // juillet
    case (3, UInt8(ascii: "r")): return 11  // marraskuu
    default: return place &+ 1
    }
  }

  /// The day of the week, 0 for Monday, or `nil` if the word is none or could be
  /// several.
  static func weekday(of word: Span<UInt8>) -> Int32? {
    FoldedWord(word).place(
      in: """
        mon lun|tue die mar|wed mit mer mie|thu don jeu gio jue|fri fre ven vie|\
        sat sam sab|sun son dim dom
        """)
  }
}

/// The first letters of a word, small and without accents.
private struct FoldedWord {
  /// One letter a byte, the first one lowest.
  private var letters: UInt64 = 0
  private var count = 0

  init(_ word: Span<UInt8>) {
    var index = 0
    while index < word.count, count < 4 {
      var byte = word[index]
      var page: UInt8 = 0xC3
      // Two bytes of UTF-8, or one of Latin-1.
      if byte >= 0xC3, byte <= 0xC5, index &+ 1 < word.count,
        word[index &+ 1] & 0xC0 == 0x80
      {
        page = byte
        index &+= 1
        byte = word[index]
      } else if byte >= 0xC0 {
        byte = byte & 0x3F | 0x80
      }
      index &+= 1
      guard let letter = Self.letter(byte, page) else { continue }
      append(letter)
    }
  }

  private mutating func append(_ letter: UInt8) {
    let shift = UInt64(widening: UInt32(truncatingIfNeeded: count &* 8))
    letters |= UInt64(widening: UInt32(letter)) &<< shift
    count &+= 1
  }

  /// The letter of a byte, of the second one of UTF-8 beyond ASCII.
  private static func letter(_ byte: UInt8, _ page: UInt8) -> UInt8? {
    if byte.isLetter { return byte | 0x20 }
    guard byte >= 0x80 else { return nil }
    switch (page, byte & 0x3F) {
    case (0xC3, let code):
      // Capital and small letters are 0x20 apart.
      switch code & 0x1F {
      case 0...5: return UInt8(ascii: "a")
      case 7: return UInt8(ascii: "c")
      case 8...11: return UInt8(ascii: "e")
      case 12...15: return UInt8(ascii: "i")
      case 17: return UInt8(ascii: "n")
      case 18...22, 24: return UInt8(ascii: "o")
      case 25...28: return UInt8(ascii: "u")
      default: return nil
      }
    case (0xC4, 0x06...0x0D): return UInt8(ascii: "c")
    case (0xC4, 0x18...0x1B): return UInt8(ascii: "e")
    case (0xC4, 0x1C...0x1F): return UInt8(ascii: "g")
    case (0xC5, 0x18...0x19): return UInt8(ascii: "r")
    case (0xC5, 0x1A...0x21): return UInt8(ascii: "s")
    case (0xC5, 0x39...0x3E): return UInt8(ascii: "z")
    default: return nil
    }
  }

  /// The fourth letter, or 0 if there is none.
  var fourth: UInt8 { UInt8(truncatingIfNeeded: letters &>> 24) }

  /// Where the first three letters are in a list.
  ///
  /// - Parameter list: Names of three letters with a space between two, or a bar
  ///   between those of different places.
  /// - Returns: How many bars stand before the name, or `nil` if it is not there.
  @inline(__always)
  func place(in list: String) -> Int32? { place(in: list.utf8.span) }

  private func place(in names: Span<UInt8>) -> Int32? {
    guard count >= 3 else { return nil }
    let key = letters & 0xFF_FFFF
    var place: Int32 = 0
    var start = 0
    while start &+ 8 <= names.count {
      let both = names.word(at: start)
      if both & 0xFF_FFFF == key { return place }
      if both &>> 24 & 0xFF == 0x7C { place &+= 1 }
      if both &>> 32 & 0xFF_FFFF == key { return place }
      if both &>> 56 == 0x7C { place &+= 1 }
      start &+= 8
    }
    while start &+ 3 <= names.count {
      // The last name is read with what stands before it.
      let first = min(start, names.count &- 8)
      let shift = UInt32(truncatingIfNeeded: start &- first) &* 8
      let name = names.word(at: first) &>> UInt64(widening: shift)
      if name & 0xFF_FFFF == key { return place }
      start &+= 4
      if name &>> 24 & 0xFF == 0x7C { place &+= 1 }
    }
    return nil
  }
}
