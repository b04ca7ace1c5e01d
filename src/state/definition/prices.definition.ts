import { z } from 'zod';
import { parseDollars } from '../../kernel/money.js';
import { modelName, providerName } from './fields.js';

const MOST_DOLLARS = 1_000_000;
/** Dollars a million tokens are kept as whole trillionths of a dollar a token. */
const DECIMALS = 6;

const price = z.union([z.number(), z.string()]).transform((given, context) => {
  const text = typeof given === 'number' ? given.toFixed(9) : given;
  const nanos = parseDollars(text);
  const dollars = Number(text);
  if (nanos !== null && nanos % 10n ** BigInt(9 - DECIMALS) === 0n && dollars <= MOST_DOLLARS) return dollars;
  const message = `must be dollars from 0 to ${MOST_DOLLARS} with at most ${DECIMALS} decimals, like 2.5 or "0.15"`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Dollars a million tokens; what is left out is billed as what it is a part of. */
const tokenPrices = {
  input: price.optional(),
  inputImage: price.optional(),
  inputAudio: price.optional(),
  cacheRead: price.optional(),
  cacheWrite: price.optional(),
  cacheWrite1h: price.optional(),
  output: price.optional(),
  outputImage: price.optional(),
  outputAudio: price.optional(),
  reasoning: price.optional(),
};

const piecePrices = {
  perRequest: price.optional(),
  perSearch: price.optional(),
  perAudioHour: price.optional(),
};

const OTHER_FIELDS = new Set(['provider', 'model', 'from', 'like', 'free']);

/** One own price. It goes before what the catalogue says of the same model. */
export const priceSchema = z
  .strictObject({
    /** Every provider's, where it is left out. */
    provider: providerName.optional(),
    /** The model's name at its provider; a star at the end stands for any ending. */
    model: modelName,
    /** The first day on which it holds, in UTC; left out for ever. */
    from: z.iso
      .date('must be a day like 2026-01-31')
      .transform((day) => Date.parse(day))
      .optional(),
    /** As the catalogue prices another model, `openai/gpt-4o` for one. For deployments with names of one's own. */
    like: z
      .string()
      .regex(/^[a-z0-9_-]+\/.+$/, 'must be a price list of the catalogue and a model, with a slash between')
      .optional(),
    /** Nobody bills it. */
    free: z.literal(true).optional(),
    ...tokenPrices,
    ...piecePrices,
    /** Prices of the whole request once its input has more tokens. */
    tiers: z
      .array(z.strictObject({ above: z.int().min(1), ...tokenPrices }))
      .max(10)
      .optional(),
  })
  .refine((row) => waysOf(row) === 1, 'must say one of: prices (input, output, …), like, free: true');

export type PriceDefinition = z.output<typeof priceSchema>;

function waysOf(row: Record<string, unknown>): number {
  const priced = Object.keys(row).some((field) => !OTHER_FIELDS.has(field) && row[field] !== undefined);
  return [row['like'] !== undefined, row['free'] !== undefined, priced].filter(Boolean).length;
}
