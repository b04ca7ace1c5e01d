import { z } from 'zod';
import { linearPattern } from '../../kernel/linear-pattern.js';
import { duration, modelName } from './fields.js';

const pattern = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => linearPattern(text) !== null, {
    error:
      'must be a regular expression that takes linear time: no back references, no lookarounds, no {counts} above 16',
  });

/** Whose prompts and answers are kept, and how. Nothing is, unless this is there. */
export const requestLogSchema = z.strictObject({
  /** Ids of gateway keys; and names that clients ask for, a star at the end for any ending. Everything where both are left out. */
  keys: z.array(z.uuid()).min(1).max(10_000).optional(),
  models: z.array(modelName).min(1).max(10_000).optional(),
  /** Of a prompt, and of an answer; the rest is cut off. */
  maxBytes: z.int().min(256).max(1_048_576).default(65_536),
  retention: duration({ atLeast: 60_000, atMost: 3650 * 86_400_000 }).prefault('7d'),
  redact: z
    .strictObject({
      /** Keys and tokens, mail addresses, card numbers. */
      builtIn: z.boolean().default(true),
      /** What else must not be kept. */
      patterns: z.array(pattern).max(50).default([]),
    })
    .prefault({}),
});

export type RequestLogDefinition = z.output<typeof requestLogSchema>;
