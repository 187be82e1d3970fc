/// Processes batches with a stage of its own; used by one thread.
struct Worker<Product: Stage & Sendable>: ~Copyable {
  private let stages: StageSource<Product>
  private var stage: Product
  private var generation: Int
  private var encoder: GzipEncoder?

  init(_ stages: StageSource<Product>, isGzip: Bool) {
    self.stages = stages
    (stage, generation) = stages.current()
    encoder = isGzip ? GzipEncoder() : nil
  }

  mutating func process(_ batch: Batch) {
    let start = ContinuousClock.now
    if generation != stages.generation { (stage, generation) = stages.current() }
    stage.process(batch)
    batch.product.tally.bytesIn = batch.input.bytesRead
    batch.product.tally.bytesOut = batch.product.output.count
    if !batch.product.output.isEmpty { encoder?.encode(&batch.product.output) }
    batch.seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
