// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A log that somebody still writes, and that may be renamed, replaced or
/// emptied meanwhile: what `tail -F` reads.
///
///     let file = FollowedFile(path: "battery.log")
///     while true {
///       var capture = try file.open()
///       while let frame = try capture.nextFrame() { print(frame.id) }
///     }
///
/// Each reader ends where the file of that name has been replaced by another
/// one or has become shorter, and the next reader begins with the first byte of
/// what is there then. ``StopSignals`` end the wait.
public struct FollowedFile {
  private let path: String

  /// Names a file, which need not be there yet.
  ///
  /// - Parameter path: The file.
  public init(path: String) { self.path = path }

  /// Why the file cannot be opened yet, or `nil` if it can.
  public var absence: SystemError? {
    do throws(SystemError) {
      Descriptor.close(try Descriptor.openGrowing(path))
      return nil
    } catch {
      return Self.passes(error) ? error : nil
    }
  }

  /// Opens the file, once it is there.
  ///
  /// - Returns: A reader, which waits at the end for more.
  /// - Throws: ``CaptureError/cannotOpen(_:)``, ``CaptureError/cannotFollow``
  ///   and ``CaptureError/interrupted``.
  public func open() throws(CaptureError) -> CaptureReader {
    while true {
      do throws(SystemError) {
        return CaptureReader(ByteSource(try GrowingFile(path)))
      } catch {
        if error == .notSeekable { throw .cannotFollow }
        guard Self.passes(error) else { throw .cannotOpen(error) }
      }
      do throws(SystemError) {
        try Waiting.pause(milliseconds: GrowingFile.interval)
      } catch {
        throw CaptureError(reading: error)
      }
    }
  }

  /// Whether waiting helps: a new file may be made before its owner is set.
  private static func passes(_ error: SystemError) -> Bool {
    error == .notFound || error == .notADirectory || error == .notPermitted
  }
}

/// A regular file whose end is not the end.
final class GrowingFile {
  private let path: String
  private let descriptor: CInt
  private var position: Int64 = 0

  /// How many milliseconds pass between two looks at the file.
  static var interval: CInt { 100 }

  init(_ path: String) throws(SystemError) {
    descriptor = try Descriptor.openGrowing(path)
    self.path = path
  }

  deinit { Descriptor.close(descriptor) }

  /// Waits until there is something to read, or to notice.
  ///
  /// - Parameter milliseconds: How long at most.
  /// - Returns: Whether that is so.
  /// - Throws: ``SystemError``.
  func wait(milliseconds: CInt) throws(SystemError) -> Bool {
    var rest = milliseconds
    while !isChanged {
      guard rest > 0 else { return false }
      try Waiting.pause(milliseconds: min(rest, Self.interval))
      rest -= Self.interval
    }
    return true
  }

  /// Whether the file is longer or shorter than what was read, or is another.
  private var isChanged: Bool {
    Descriptor.isShorter(descriptor, than: position)
      || !Descriptor.isShorter(descriptor, than: position + 1)
      || Descriptor.isReplaced(descriptor, at: path)
  }

  /// Reads what is there, or waits for it.
  ///
  /// - Parameters:
  ///   - buffer: The buffer.
  ///   - range: Which part of it to fill; not empty.
  /// - Returns: How many bytes were read, 0 when there is another file now.
  /// - Throws: ``SystemError``.
  func read(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    var wasReplaced = false
    while true {
      if Descriptor.isShorter(descriptor, than: position) { return 0 }
      let count = try Descriptor.read(descriptor, into: &buffer, range)
      position += Int64(count)
      if count > 0 { return count }
      // Its writer may add to the old file until it is told of the new one.
      if wasReplaced { return 0 }
      wasReplaced = Descriptor.isReplaced(descriptor, at: path)
      try Waiting.pause(milliseconds: Self.interval)
    }
  }
}
