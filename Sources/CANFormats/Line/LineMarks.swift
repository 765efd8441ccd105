// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Which characters are somewhere in a line that some lines cannot be without.
///
/// One pass, of eight bytes a step, spares the look at a line that several
/// parsers would have to take to find out that it is not theirs.
struct LineMarks {
  /// Whether there is a bracket, `[`, or a brace, `{`, of which
  /// ``CandumpConsole`` needs one.
  let hasBracket: Bool
  /// Whether there is an `@`, which a prompt has, or a `p`, which the name of
  /// candump has; `P` and a backtick count as well, since they cost nothing.
  let hasNoiseMark: Bool
}

extension LineMarks {
  /// Looks at a whole line.
  init(_ line: Span<UInt8>) {
    var brackets: UInt64 = 0
    var noiseMarks: UInt64 = 0
    line.forEachWord { word in
      // The members of a group differ only in the bits that are set or cleared.
      brackets |= Span.zeros((word | Span.all(0x20)) ^ Span.all(0x7B))
      noiseMarks |= Span.zeros((word & Span.all(0xCF)) ^ Span.all(0x40))
    }
    hasBracket = brackets != 0
    hasNoiseMark = noiseMarks != 0
  }
}
