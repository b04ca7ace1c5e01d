import { z } from 'zod';
import { parseDuration } from '../../kernel/duration.js';
import { MOST_DOLLARS, NANOS_PER_DOLLAR, parseDollars } from '../../kernel/money.js';

/** A time with its unit, in milliseconds. */
export const duration = ({ atLeast = 0, atMost = 30 * 86_400_000 }: { atLeast?: number; atMost?: number } = {}) =>
  z.string({ error: 'must be a time with its unit, like 500ms, 2s, 10m, 1h or 7d' }).transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== null && milliseconds >= atLeast && milliseconds <= atMost) return milliseconds;
    const message =
      milliseconds === null
        ? 'must be a time with its unit, like 500ms, 2s, 10m, 1h or 7d'
        : `must be from ${atLeast} to ${atMost} ms`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Dollars as a number or a text, in billionths. */
export const dollars = z.union([z.number(), z.string()]).transform((given, context) => {
  const nanos = parseDollars(typeof given === 'number' ? plain(given) : given);
  if (nanos !== null && nanos <= BigInt(MOST_DOLLARS) * NANOS_PER_DOLLAR) return nanos;
  context.addIssue({ code: 'custom', message: `must be dollars from 0 to ${MOST_DOLLARS}, like 25 or "0.15"` });
  return z.NEVER;
});

/** What stands before the slash in `provider/model`, and in logs and metrics. */
export const providerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be lower-case letters, digits, dots and dashes, 63 at most');

export const modelName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must hold no control characters');

export const share = z
  .union([z.number().min(0).max(100), z.string().regex(/^\d+(\.\d+)?%$/, 'must be a percentage like 5%')])
  .transform((given) => (typeof given === 'number' ? given : Number(given.slice(0, -1))) / 100)
  .refine((fraction) => fraction <= 1, 'must be at most 100%');

/** Small numbers are printed with an exponent otherwise. */
function plain(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
