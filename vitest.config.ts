import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{harness,adapters,workloads,results,dashboards}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
