// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// The files that tests read and write.
public enum Files {
  /// The folder of the package.
  public static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file of Fixtures.
  public static func fixture(_ name: String) -> String {
    package.appendingPathComponent("Fixtures/" + name).path
  }

  /// The content of a file.
  public static func bytes(_ path: String) throws -> [UInt8] {
    // `Data(contentsOf:)` leaks memory when the file is empty.
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    return Array(try file.readToEnd() ?? Data())
  }

  /// A capture of other people, which stand beside a developer's checkout, or
  /// `nil` where they do not: a clone has none.
  public static func sharedCapture(_ name: String) -> String? {
    shared("captures/" + name)
  }

  /// Data of other people, as above.
  public static func shared(_ name: String) -> String? {
    let path = package.deletingLastPathComponent()
      .appendingPathComponent("shared/" + name).path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The files of a folder and of the folders in it.
  public static func names(in folder: String) -> [String] {
    let names = try? FileManager.default.subpathsOfDirectory(atPath: folder)
    return (names ?? []).filter { name in
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      return FileManager.default.fileExists(
        atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  /// Runs something with the path of a file that goes away afterwards.
  public static func withTemporaryFile<Result>(
    _ content: [UInt8] = [], _ body: (String) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-battery-can-\(UUID().uuidString)")
    try Data(content).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }
}
