// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The threads of this process.
public enum Threads {
  /// How many processors there are to run threads.
  public static var available: Int {
    max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
  }

  /// Does something in several threads, this one among them, and returns when it
  /// is done in all of them.
  ///
  /// Where the system has no thread to give, there are fewer.
  ///
  /// - Parameters:
  ///   - count: How many threads.
  ///   - body: What to do.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let work = Work(body)
    var threads: [pthread_t] = []
    for _ in 1..<max(count, 1) {
      let context = unsafe Unmanaged.passRetained(work)
      #if canImport(Darwin)
      var thread: pthread_t?
      #else
      var thread = pthread_t()
      #endif
      let result = unsafe pthread_create(
        &thread, nil,
        { context in
          #if canImport(Darwin)
          unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
          #else
          if let context = unsafe context {
            unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
              .body()
          }
          #endif
          return nil
        }, context.toOpaque())
      guard result == 0 else {
        unsafe context.release()
        break
      }
      #if canImport(Darwin)
      if let thread = unsafe thread { unsafe threads.append(thread) }
      #else
      threads.append(thread)
      #endif
    }
    body()
    for thread in threads { pthread_join(thread, nil) }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
