// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import TestSupport

/// Everything that reading a capture to its end gives.
struct Reading {
  var frames: [CANFrame] = []
  var malformed: [MalformedRecord] = []
  var failure: CaptureError?

  init(path: String) {
    do throws(CaptureError) {
      var capture = try CaptureReader(path: path)
      read(&capture)
    } catch {
      failure = error
    }
  }

  init(bytes: [UInt8]) {
    var capture = CaptureReader(bytes: bytes)
    read(&capture)
  }

  init(descriptor: CInt) {
    var capture = CaptureReader(descriptor: descriptor)
    read(&capture)
  }

  private mutating func read(_ capture: inout CaptureReader) {
    var frame = CANFrame()
    while failure == nil {
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { return }
        frames.append(frame)
      } catch {
        if case .malformed(let record) = error {
          malformed.append(record)
        } else {
          failure = error
        }
      }
    }
  }
}
