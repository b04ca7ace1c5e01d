import { z } from 'zod';
import { duration, providerName } from './fields.js';

/** What every provider of the file has, whatever its kind; the kinds add their own fields. */
export const providerCommonFields = {
  name: providerName,
  /** Calls under way at once; beyond it they wait in the queue. No limit when left out. */
  concurrency: z.int().min(1).max(100_000).optional(),
  /** Calls that may wait for a place; beyond it they are shed. */
  queue: z.int().min(0).max(100_000).default(256),
  /** Calls share connections where it offers HTTP/2 (over https alone). Slower for most, better on thin or idle-killing ways. */
  http2: z.boolean().default(false),
  healthCheck: z
    .strictObject({
      interval: duration({ atLeast: 100 }).prefault('10s'),
      timeout: duration({ atLeast: 10 }).prefault('3s'),
    })
    .optional(),
};
