// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The bytes that libFuzzer has made up, in memory of their own, so that a read
/// beyond them is noticed.
///
/// - Parameters:
///   - start: The first byte.
///   - count: How many there are.
/// - Returns: The bytes.
public func bytes(
  _ start: UnsafePointer<UInt8>?, _ count: Int
) -> [UInt8] {
  [UInt8](UnsafeBufferPointer(start: start, count: count))
}

/// Splits text at its line feeds.
///
/// - Parameters:
///   - text: The text.
///   - body: What takes each line.
public func forEachLine(in text: [UInt8], _ body: (Span<UInt8>) -> Void) {
  for line in text.split(
    separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  {
    body([UInt8](line).span)
  }
}

/// Ends the run: the parser does not keep to what it promises.
///
/// - Parameters:
///   - promise: What is not kept.
///   - input: What was parsed.
///   - details: What came out of it.
public func broken(
  _ promise: String, _ input: Span<UInt8>, _ details: Any...
) -> Never {
  var text = ""
  for index in input.indices {
    text += Unicode.Scalar(input[index]).escaped(asASCII: true)
  }
  var report = "\(promise)\n  input: \(text)"
  for detail in details { report += "\n  \(detail)" }
  fatalError(report)
}

/// Ends the run unless a promise is kept.
///
/// - Parameters:
///   - isKept: Whether it is kept.
///   - promise: What is promised.
///   - input: What was parsed.
///   - details: What came out of it.
public func expect(
  _ isKept: Bool, _ promise: String, _ input: Span<UInt8>,
  _ details: @autoclosure () -> Any
) {
  if !isKept { broken(promise, input, details()) }
}
