/**
 * Of all worker threads that run an architecture, in MiB. Measured to help young objects of promise code
 * most and to cost little. What its collector's pauses cost is measured under it, too.
 */
export const YOUNG_GENERATION_MIB = 64
