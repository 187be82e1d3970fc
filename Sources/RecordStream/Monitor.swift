internal import Glibc

/// State that threads share, one at a time, and wait for changes of (Hoare's monitor); one `Role` waits for its own.
///
/// Swift's own `Mutex` has nothing to wait with.
final class Monitor<State, Role: CaseIterable & RawRepresentable>: @unchecked Sendable where Role.RawValue == Int {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// What each role waits with; roles are numbered from 0.
  private let conditions = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: Role.allCases.count)
  private var state: State

  init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    for role in Role.allCases { pthread_cond_init(condition(role), nil) }
  }

  deinit {
    for role in Role.allCases { pthread_cond_destroy(condition(role)) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  /// Changes what one thread of a role may wait for, and so wakes one.
  func withLockWaking<Result>(_ role: Role, _ body: (inout State) -> Result) -> Result {
    // A thread that is woken under the lock would have to wait for it at once.
    defer { pthread_cond_signal(condition(role)) }
    return withLock(body)
  }

  /// Changes what anybody may wait for.
  func withLockWakingAll<Result>(_ body: (inout State) -> Result) -> Result {
    defer { for role in Role.allCases { pthread_cond_broadcast(condition(role)) } }
    return withLock(body)
  }

  /// Looks at the state, or changes of it what nobody waits for.
  func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&state)
  }

  /// Waits until `body` gives a result; what it changes then, nobody else waits for.
  func wait<Result>(as role: Role, for body: (inout State) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      pthread_cond_wait(condition(role), mutex)
    }
  }

  private func condition(_ role: Role) -> UnsafeMutablePointer<pthread_cond_t> { conditions + role.rawValue }
}
