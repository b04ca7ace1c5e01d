import { describe } from 'vitest';
import { SDKS } from '../setup/sdks/index.ts';
import { expect, test } from './every-vendor.fixtures.ts';
import { ARGUMENTS, DONE, SIGNED_VENDORS, TOOL } from './signed.vendors.ts';

/** Ollama's protocol has no place for a signature, and this one of Vercel's providers throws away what OpenAI has none for. */
const FORGETFUL = new Set(['ollama', 'ai with @ai-sdk/openai (chat)']);
const CLIENTS = SDKS.filter(({ name }) => !FORGETFUL.has(name));

/** Of the fields that OpenAI has no name for, its own collector of streams keeps the last piece only. */
const LAST_PIECE_ONLY = 'openai (chat)';

/** How a signature begins that is packed into a field of another dialect. */
const PACKED = Buffer.from('aigw1:').toString('base64');

// Complaint: thinking and its signatures are lost between turns, and then the vendor answers 400
// (https://github.com/BerriAI/litellm/issues/26916, https://github.com/Portkey-AI/gateway/issues/1442,
// https://github.com/maximhq/bifrost/issues/5887, https://github.com/cloudflare/ai/issues/502).
describe.each(CLIENTS)('$name', (sdk) => {
  describe.each(SIGNED_VENDORS)('with $dialect', (vendor) => {
    const question = { model: vendor.model, tool: TOOL };

    test.for(sdk.name === LAST_PIECE_ONLY ? [false] : [false, true])(
      'what the vendor signed comes back to it as it was (streamed: %s)',
      async (stream, { gateway, apiKey, upstream }) => {
        upstream.on(vendor.endpoints.whole, vendor.whole);
        if (stream) upstream.on(vendor.endpoints.stream, vendor.stream);
        const turn = await sdk.ask(gateway, apiKey, { ...question, stream });
        expect(turn.said.calls).toEqual([{ name: TOOL, arguments: ARGUMENTS }]);

        upstream.reset();
        upstream.on(vendor.endpoints.whole, vendor.done);
        const { text, dropped } = await turn.continue(vendor.model, 'rain');
        expect(text).toBe(DONE);
        // Of the history; settings of the SDK's own may be.
        expect(dropped ?? '').not.toMatch(/\[\d+\]/);
        expect(vendor.returned(upstream.requestTo(vendor.endpoints.whole))).toEqual(vendor.issued);
      },
    );

    const others = SIGNED_VENDORS.filter((other) => other !== vendor && other.alsoTakes !== vendor.dialect);
    test.for(others)(
      'a conversation that moves to $dialect leaves it behind, and says so',
      async (next, { gateway, apiKey, upstream }) => {
        upstream.on(vendor.endpoints.whole, vendor.whole);
        const turn = await sdk.ask(gateway, apiKey, { ...question, stream: false });

        upstream.reset();
        upstream.on(next.endpoints.whole, next.done);
        const { text, dropped } = await turn.continue(next.model, 'rain');
        expect(text).toBe(DONE);
        expect(dropped).not.toBeNull();
        const sent = upstream.requestTo(next.endpoints.whole).text;
        expect(sent).not.toContain(PACKED);
        for (const issued of vendor.issued) expect(sent).not.toContain(JSON.stringify(issued));
      },
    );
  });
});
