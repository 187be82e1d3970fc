internal import CGlibc
internal import Glibc

/// Waits for files, signals and other threads at once (epoll(7)).
package final class EventLoop: Sendable {
  private let epoll: Int32
  /// Other threads set it off to end a wait: a timer (timerfd_create(2)), for setting one cannot fail as a write can.
  private let wakeUp: Int32
  private let signals: Int32

  /// What a wait ended with.
  struct Events {
    /// Files that can be read, or are at their end.
    var readable: [Int32] = []
    /// Files that take more bytes.
    var writable: [Int32] = []
    /// Files whose other end is gone.
    var broken: [Int32] = []
    var signals: [Int32] = []
  }

  /// Signals in `handled` are taken here from now on, and in all threads that are started later they wait for it.
  init(handling handled: [Int32]) throws(SystemError) {
    var set = Self.hold(handled)
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    wakeUp = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
    signals = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard epoll >= 0, wakeUp >= 0, signals >= 0 else { throw SystemError(errno) }
    _ = watch(wakeUp, EPOLLIN.rawValue)
    _ = watch(signals, EPOLLIN.rawValue)
  }

  /// Keeps signals from ending the process, until a loop takes them.
  @discardableResult
  static func hold(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
  }

  /// Whether a signal was ignored when the process was started, or is since.
  package static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    // SIG_IGN is the address 1.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Lets signals end the process again.
  static func release(_ signals: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  deinit {
    for descriptor in [signals, wakeUp, epoll] { Glibc.close(descriptor) }
  }

  /// Waits until a file can be read; false if it always can, as with a regular file.
  func watchReading(_ file: FileDescriptor) -> Bool {
    watch(file.number, EPOLLIN.rawValue)
  }

  /// Waits for the other end of a file to go away; nothing if that cannot happen to it.
  func watchBreaking(_ file: FileDescriptor) {
    _ = watch(file.number, 0)
  }

  func unwatch(_ file: FileDescriptor) {
    _ = epoll_ctl(epoll, EPOLL_CTL_DEL, file.number, nil)
  }

  /// Turns waiting for a watched file on or off.
  @discardableResult
  func setReading(_ file: FileDescriptor, _ isOn: Bool) -> Bool {
    set(file, reading: isOn, writing: false)
  }

  /// Says what of a watched file ends a wait, beside its end; false if the system refuses it.
  func set(_ file: FileDescriptor, reading: Bool, writing: Bool) -> Bool {
    let events = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
    var event = epoll_event(events: events, data: epoll_data_t(fd: file.number))
    return epoll_ctl(epoll, EPOLL_CTL_MOD, file.number, &event) == 0
  }

  /// Ends a wait, from any thread.
  func wake() {
    var soon = itimerspec(it_interval: timespec(), it_value: timespec(tv_sec: 0, tv_nsec: 1))
    timerfd_settime(wakeUp, 0, &soon, nil)
  }

  /// Waits for an event, at most `timeout` (nil: for ever).
  func wait(timeout: Duration?) -> Events {
    var ready = [epoll_event](repeating: epoll_event(), count: 64)
    let milliseconds = timeout.map { Int32(clamping: Int(($0 / .milliseconds(1)).rounded(.up))) } ?? -1
    let count = epoll_wait(epoll, &ready, Int32(ready.count), milliseconds)
    var events = Events()
    for event in ready.prefix(Int(max(count, 0))) {
      switch event.data.fd {
      case wakeUp:
        var value: UInt64 = 0
        _ = Glibc.read(wakeUp, &value, 8)
      case signals: events.signals += pendingSignals()
      case let file:
        let isBroken = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        // A pipe whose writers are gone reports a hang-up beside what can still be read.
        if event.events & EPOLLIN.rawValue != 0 || isBroken { events.readable.append(file) }
        if event.events & EPOLLOUT.rawValue != 0 { events.writable.append(file) }
        if isBroken { events.broken.append(file) }
      }
    }
    return events
  }

  private func watch(_ descriptor: Int32, _ events: UInt32) -> Bool {
    var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
  }

  private func pendingSignals() -> [Int32] {
    var numbers: [Int32] = []
    var info = signalfd_siginfo()
    while Glibc.read(signals, &info, MemoryLayout<signalfd_siginfo>.size) == MemoryLayout<signalfd_siginfo>.size {
      numbers.append(Int32(info.ssi_signo))
    }
    return numbers
  }
}
