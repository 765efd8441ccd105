// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a capture file, beside the frames in it.
public struct MalformedContainer: Error, Equatable, Sendable {
  /// What is wrong.
  public let reason: Reason
  /// Where it shows: the byte within the header or block, counted from 0.
  public let offset: Int

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - reason: What is wrong.
  ///   - offset: The byte within the header or block, counted from 0.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What can be wrong with a capture file.
  @nonexhaustive
  public enum Reason: UInt8, Sendable {
    /// The file ends within a header, packet or block.
    case cutOff
    /// The first bytes are not the ones that they have to be.
    case badMagic
    /// A version of the format that is not known.
    case unknownVersion
    /// A length that a header, packet or block cannot have.
    case badLength
    /// A block, or a packet of pcap, that is too long to be read.
    case tooLong
    /// The length behind a block is not the one in front of it.
    case lengthsDiffer
    /// An option that does not fit into its block.
    case badOption
    /// A packet of an interface that nothing describes.
    case unknownInterface
  }
}

extension MalformedContainer.Reason {
  /// The reason in a few words, for a message to a person.
  public var text: StaticString {
    switch self {
    case .cutOff: "the file ends too early"
    case .badMagic: "not the first bytes of pcap or pcapng"
    case .unknownVersion: "unknown version of the file format"
    case .badLength: "impossible length"
    case .tooLong: "longer than any packet"
    case .lengthsDiffer: "the two lengths of a block differ"
    case .badOption: "an option exceeds its block"
    case .unknownInterface: "a packet of an unknown interface"
    }
  }
}
