import { defineConfig } from 'vitest/config'
import { StallWatch } from './harness/testing/stall-watch.ts'

export default defineConfig({
  plugins: [
    {
      name: 'stall-watch',
      // Beside whatever reporters the command line asks for.
      configureVitest: ({ vitest }) => void vitest.config.reporters.push(new StallWatch()),
    },
  ],
  test: {
    include: ['{harness,adapters,workloads,results,dashboards}/**/*.test.ts'],
    // Wide, because a busy host makes tests of processes and of real packages several times slower; what takes
    // longer says so itself. None is a measurement.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
