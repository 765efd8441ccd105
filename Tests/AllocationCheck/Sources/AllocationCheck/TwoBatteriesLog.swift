// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A capture of two batteries that are on the bus in turn.
struct TwoBatteriesLog {
  /// The lines, each with a line feed at its end.
  private(set) var bytes: [UInt8] = []
  /// How many lines there are, all of them frames.
  private(set) var frameCount = 0
  /// How many turns there are.
  let turnCount: Int

  /// Writes the log.
  ///
  /// - Parameter turns: How often a battery has its turn, of so many bursts
  ///   that it is taken for the one that is there.
  init(turns: Int) {
    turnCount = turns
    for turn in 0..<turns {
      let frames = turn % 2 == 0 ? Self.pylontech : Self.byd
      for _ in 0..<100 {
        for frame in frames {
          bytes += "(1705449600.002000) can0 \(frame)\n".utf8
          frameCount += 1
        }
      }
    }
  }

  private static let pylontech = [
    "351#1402C012C012C201", "355#58005E00", "356#7A13F2FE6B01",
    "359#0688980106504E", "35C#F8", "35E#50594C4F4E202020",
    "305#0000000000000000",
  ]

  private static let byd = [
    "351#14020CFEC012C201", "355#58005E0065220000", "356#7A13F2FE6B010000",
    "35A#A9AAAAAAAAAAAA0A", "35E#4259440000000000", "35F#4C69020164000000",
    "360#FF", "360#00", "372#0100000000000000", "373#FB0C0C0D25012801",
    "305#0000000000000000",
  ]
}
