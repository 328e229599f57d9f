/** The standard normal distribution's quantile, as Student's with so many degrees that no digit differs. */
import { studentTQuantile } from '../../../results/stats/student-t.ts'

const DEGREES = 1e7

/** The z with P[Z ≤ z] = p, to about 1e-7. */
export function normalQuantile(p: number): number {
  return studentTQuantile(p, DEGREES)
}
