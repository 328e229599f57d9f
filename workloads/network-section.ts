/** The `network` section of a workload file. */
import { z } from 'zod'
import type { VirtualUs } from '../harness/kernel/units.ts'

/** `duration` takes the least that is allowed: zero, or above it. */
export function networkSection(
  duration: (
    least?: 'zero' | 'positive',
  ) => z.ZodPipe<z.ZodString, z.ZodTransform<VirtualUs, string>>,
) {
  const sigma = () => z.number().min(0).max(5)
  const local = z.strictObject({
    median: duration('zero').prefault('2ms').describe('Median delay (log-normal).'),
    sigma: sigma().prefault(0.5).describe('Sigma of the log-normal; 0 is a constant delay.'),
    min: duration('zero').prefault('0.2ms').describe('Smallest delay.'),
  })

  const crossDepartment = z.strictObject({
    median: duration().prefault('120ms').describe('Median delay (log-normal).'),
    sigma: sigma().prefault(0.4).describe('Sigma of the log-normal; 0 is a constant delay.'),
    min: duration()
      .prefault('50ms')
      .describe('Smallest delay. Above 0: it is how far departments may run ahead of each other.'),
  })

  return z.strictObject({
    local: local.prefault({}).describe('Delay of a message inside a department.'),
    crossDepartment: crossDepartment
      .prefault({})
      .describe('Delay of a message between departments, divisions and the apex.'),
  })
}
