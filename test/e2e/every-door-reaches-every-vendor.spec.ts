import { describe } from 'vitest';
import { type Says, VENDORS } from '../fakes/vendors/index.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { DOORS } from '../setup/doors/index.ts';
import { expect, test } from './every-vendor.fixtures.ts';

const TEXT = 'Grüße aus Zürich: "8 °C" & snow ❄.';
const CALL = { id: 'call_fake1', name: 'weather', arguments: { city: 'Zürich', days: [1, 2], unit: null } };

// Complaint: the finish reason is lost or wrong (https://github.com/maximhq/bifrost/issues/6831).
/** The words for an ordinary end and for one that waits for a tool. */
const ENDINGS: Readonly<Record<string, readonly [whole: string, call: string]>> = {
  'openai-chat': ['stop', 'tool_calls'],
  'openai-responses': ['completed', 'completed'],
  'anthropic-messages': ['end_turn', 'tool_use'],
  gemini: ['STOP', 'STOP'],
  'ollama-chat': ['stop', 'stop'],
  'ollama-generate': ['stop', 'stop'],
};

describe.each(DOORS)('$dialect', (door) => {
  const [whole, called] = ENDINGS[door.dialect] ?? [];

  // Ollama's own /api/generate passes untouched; its answers are none of `/api/chat`.
  const vendors = VENDORS.filter(({ name }) => door.dialect !== 'ollama-generate' || name !== 'ollama');

  describe.each(vendors)('to $dialect', (vendor) => {
    const ask = { model: vendor.model, prompt: 'Weather?' };

    test('a text, whole', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.whole, vendor.whole({ text: TEXT }));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: false });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-gateway-provider')).toBe(vendor.name);
      expect(door.readWhole(await response.json())).toEqual({ text: TEXT, calls: [], ending: whole });
    });

    test('a text, streamed', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.stream, vendor.stream({ text: TEXT }));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: true });
      expect(response.status).toBe(200);
      expect(door.readStream(await response.text())).toEqual({ text: TEXT, calls: [], ending: whole });
    });

    // Ollama's older endpoint has no tools.
    if (door.dialect === 'ollama-generate') return;
    const says: Says = { text: 'Let me look. ', call: CALL };
    const expected = { text: says.text, calls: [{ name: CALL.name, arguments: CALL.arguments }], ending: called };

    test('a tool call, whole', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.whole, vendor.whole(says));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: false, tool: CALL.name });
      expect(door.readWhole(await response.json())).toEqual(expected);
    });

    test('a tool call, streamed', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.stream, vendor.stream(says));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: true, tool: CALL.name });
      expect(door.readStream(await response.text())).toEqual(expected);
    });
  });
});
