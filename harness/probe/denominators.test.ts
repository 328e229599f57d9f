import { expect, it } from 'vitest'
import { latencyProfile } from '../world/model-profiles.ts'
import { modelCallMs } from './denominators.ts'

it('knows the median model call of a profile', () => {
  // 390 ms to the first token and 23.3 ms for each of 120.
  expect(modelCallMs(latencyProfile('llama-2-70b-2023'), 120)).toBeCloseTo(3_186, 9)
})
