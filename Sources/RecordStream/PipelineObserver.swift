/// Somebody who looks at a running pipeline from time to time, in Intake's thread.
package struct PipelineObserver {
  package let interval: Duration
  package let look: (Statistics) -> Void

  package init(every interval: Duration, look: @escaping (Statistics) -> Void) {
    self.interval = interval
    self.look = look
  }
}
