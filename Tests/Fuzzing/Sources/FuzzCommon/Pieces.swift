// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Bytes that a descriptor delivers in pieces of given sizes.
///
/// - Parameters:
///   - bytes: The bytes.
///   - sizes: The sizes of the first pieces, none of them 0; the rest is one.
///   - body: What reads from the descriptor.
public func withPieces(
  _ bytes: [UInt8], _ sizes: [Int], _ body: (CInt) -> Void
) {
  var ends: [CInt] = [-1, -1]
  // Each read gives one packet, and none means the end.
  guard
    socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue), 0, &ends) == 0
  else { fatalError("no socket") }
  var start = 0
  for size in sizes + [bytes.count] where start < bytes.count {
    let piece = [UInt8](bytes[start..<min(start + size, bytes.count)])
    guard send(ends[1], piece, piece.count, CInt(MSG_DONTWAIT)) >= 0
    else { fatalError("too many pieces") }
    start += piece.count
  }
  close(ends[1])
  body(ends[0])
  close(ends[0])
}
