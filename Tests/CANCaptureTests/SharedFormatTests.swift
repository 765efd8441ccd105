// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import Foundation
import TestSupport
import Testing

/// Samples of what other programs write and people paste.
///
/// They stand beside a developer's checkout, with the frames that each program was
/// given, and are no part of the project.
@Suite struct SharedFormatTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let path: String
    let frames: [String]
    var testDescription: String { path }
  }

  /// How many frames are not read of samples that are named, or lack what would prove
  /// them.
  static let missing = [
    // The server's binary protocol, and its bytes in hexadecimal.
    "caneth.bin": 9, "caneth_hex.txt": 9,
    // Decimal identifiers and bytes.
    "sandeep_CANReceiver.txt": 9, "seeed_recv_sd.txt": 9,
    // What is named, and not read.
    "book.xlsx": 9, "two.zip": 9, "one.tar.gz": 9, "rtf.rtf": 9,
    "logger.blf": 9, "logger.mf4": 9, "logger.db": 9,
    // A 29-bit identifier in groups.
    "elm_ATMA_H1_S1.txt": 1, "elm_ATMA_D1.txt": 1,
    // A 29-bit identifier of which four digits are written, or no mark.
    "canmonitor_usbcananalyzer.txt": 1, "asc_ext_no_x.asc": 1,
  ]

  /// Samples that do not say what their program was given.
  static let contradictory = [
    // Hexadecimal numbers below a header that says they are decimal.
    "asc_dec_id_guess.asc",
    // One identifier for all frames.
    "influx_lp.txt",
  ]

  static let samples: [Sample] = {
    guard let folder = Files.shared("formats") else { return [] }
    return Files.names(in: folder).filter { $0.hasSuffix("/expected.json") }
      .sorted().flatMap { name -> [Sample] in
        let folder = folder + "/" + (name as NSString).deletingLastPathComponent
        let data = (try? Files.bytes(folder + "/expected.json")) ?? []
        let all = try? JSONSerialization.jsonObject(with: Data(data))
        return (all as? [String: [String: Any]] ?? [:])
          .sorted { $0.key < $1.key }.map { name, truth in
            let frames = truth["frames"] as? [[Any]] ?? []
            return Sample(
              path: folder + "/" + name, frames: frames.map(description))
          }
      }
  }()

  @Test func samplesAreThere() {
    if Self.samples.isEmpty {
      print("skipped: no samples of other programs beside the checkout")
    } else {
      #expect(Self.samples.count > 100)
    }
  }

  /// Each sample is read as the frames that its program was given.
  @Test(arguments: samples)
  func frames(_ sample: Sample) {
    let name = (sample.path as NSString).lastPathComponent
    let read = Reading(path: sample.path).frames.map(Self.description)
    guard !Self.contradictory.contains(name) else { return }
    let missing = Self.missing[name] ?? 0
    #expect(read.count == sample.frames.count - missing)
    #expect(sample.frames.filter(read.contains).count == read.count)
  }

  /// A frame of the truth: time, identifier, width, remote, direction and data.
  private static func description(_ row: [Any]) -> String {
    let id = (row[1] as? Int ?? 0)
    let isExtended = (row[2] as? NSNumber)?.boolValue ?? false
    let isRemote = (row[3] as? NSNumber)?.boolValue ?? false
    let data = isRemote ? "R" : (row[5] as? String ?? "").uppercased()
    return "\(id)\(isExtended ? "x" : "")#\(data)"
  }

  private static func description(_ frame: CANFrame) -> String {
    let data =
      frame.kind == .remote
      ? "R" : (0..<frame.payload.count).map { hex(frame.payload[$0]) }.joined()
    return switch frame.id {
    case .standard(let id): "\(id.rawValue)#\(data)"
    case .extended(let id): "\(id.rawValue)x#\(data)"
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
  }
}
