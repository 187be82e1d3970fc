import Foundation
import Testing

/// A thread of a process that a tracer has stopped (ptrace(2)), while the others run on.
final class StoppedThread {
  private let tracer = Process()
  private let input = Pipe()

  /// Stops the thread.
  init(_ thread: Int) throws {
    let script = """
      import ctypes, os, sys
      thread = int(sys.argv[1])
      trace = ctypes.CDLL(None, use_errno=True).ptrace
      trace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
      SEIZE, INTERRUPT, ALL = 0x4206, 0x4207, 0x40000000
      if trace(SEIZE, thread, None, None) or trace(INTERRUPT, thread, None, None):
          sys.exit(os.strerror(ctypes.get_errno()))
      os.waitpid(thread, ALL)
      print("stopped", flush=True)
      sys.stdin.read()
      """
    tracer.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    tracer.arguments = ["-c", script, "\(thread)"]
    let output = Pipe()
    tracer.standardInput = input
    tracer.standardOutput = output
    try tracer.run()
    try #require(output.fileHandleForReading.availableData.isEmpty == false)
  }

  deinit { try? input.fileHandleForWriting.close() }

  /// Lets the thread run again; a tracer's end does that.
  func release() throws {
    try input.fileHandleForWriting.close()
    tracer.waitUntilExit()
  }
}
