import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` needs nothing but the sources; `services` gets a real PostgreSQL and a real Redis from its
 * global setup, and runs the built gateway as a process.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/setup/summary-line.reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.spec.ts',
            'bench/**/*.spec.ts',
            'test/{architecture,contract,fakes,fidelity,setup}/**/*.spec.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['test/{integration,e2e}/**/*.spec.ts'],
          globalSetup: ['test/setup/services.ts'],
          // Generous on purpose: these bound a hang, they never decide whether behaviour is right.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
