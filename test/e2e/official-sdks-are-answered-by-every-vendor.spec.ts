import { describe } from 'vitest';
import { VENDORS } from '../fakes/vendors/index.ts';
import { SDKS } from '../setup/sdks/index.ts';
import { expect, test } from './every-vendor.fixtures.ts';

const TEXT = 'Grüße aus Zürich: "8 °C" & snow ❄.';
const CALL = { id: 'call_fake1', name: 'weather', arguments: { city: 'Zürich', days: [1, 2], deep: { unit: null } } };
const PREFACE = 'Let me look. ';
const RESULT = 'snow, minus two';

describe.each(SDKS)('$name', (sdk) => {
  describe.each(VENDORS)('to $dialect', (vendor) => {
    test.for([false, true])('a text (streamed: %s)', async (stream, { gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.whole, vendor.whole({ text: TEXT }));
      if (stream) upstream.on(vendor.endpoints.stream, vendor.stream({ text: TEXT }));
      const { said } = await sdk.ask(gateway, apiKey, { model: vendor.model, stream, tool: CALL.name });
      expect(said).toEqual({ text: TEXT, calls: [] });
    });

    // Complaint: coding agents got `input: {}` (https://github.com/BerriAI/litellm/issues/25321).
    test.for([false, true])(
      'a tool is called, and its result answered (streamed: %s)',
      async (stream, { gateway, apiKey, upstream }) => {
        const says = { text: PREFACE, call: CALL };
        upstream.on(vendor.endpoints.whole, vendor.whole(says));
        if (stream) upstream.on(vendor.endpoints.stream, vendor.stream(says));
        const turn = await sdk.ask(gateway, apiKey, { model: vendor.model, stream, tool: CALL.name });
        expect(turn.said).toEqual({ text: PREFACE, calls: [{ name: CALL.name, arguments: CALL.arguments }] });

        upstream.reset();
        upstream.on(vendor.endpoints.whole, vendor.whole({ text: TEXT }));
        expect((await turn.continue(vendor.model, RESULT)).text).toBe(TEXT);
        const sent = upstream.requestTo(vendor.endpoints.whole).text;
        expect(sent).toContain(RESULT);
        // Some dialects carry arguments as JSON in a string.
        expect(sent.replaceAll(String.raw`\"`, '"')).toContain(JSON.stringify(CALL.arguments));
      },
    );
  });
});
