import { describe, expect, it } from 'vitest'
import { heapSkeleton, wheelSkeleton } from './skeletons.ts'
import { kernelModel } from './token-model.ts'

describe('the benchmark’s skeletons', () => {
  for (const messages of [0, 3]) {
    it(`do the same work as the kernel with ${messages} messages a step`, async () => {
      const agents = 1_200
      const steps = 7
      const kernel = kernelModel(agents, steps, messages)
      const wheel = wheelSkeleton(agents, steps, messages)
      const heap = heapSkeleton(agents, steps, messages)
      const expected = agents * steps * (1 + messages)
      expect([await kernel.run(), wheel.run(), heap.run()]).toEqual([expected, expected, expected])
      expect(wheel.received).toEqual(kernel.received)
      expect(heap.received).toEqual(kernel.received)
    })
  }
})
