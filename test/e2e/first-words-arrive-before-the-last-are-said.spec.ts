import { describe } from 'vitest';
import { VENDORS } from '../fakes/vendors/index.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { DOORS } from '../setup/doors/index.ts';
import { expect, test } from './every-vendor.fixtures.ts';

const FIRST = 'Once';
const LAST = 'upon';

// Complaint: streams are buffered: the first token comes late, or the whole answer at once.
describe.each(DOORS)('$dialect', (door) => {
  const vendors = VENDORS.filter(({ name }) => door.dialect !== 'ollama-generate' || name !== 'ollama');

  test.for(vendors)('to $dialect', async (vendor, { gateway, apiKey, upstream }) => {
    let saysTheRest = () => {};
    upstream.on(vendor.endpoints.stream, (exchange) => {
      saysTheRest = exchange.holdBefore(LAST);
      return vendor.stream({ text: `${FIRST} ${LAST}` })(exchange);
    });
    const response = await askDoor(gateway, apiKey, door, { model: vendor.model, prompt: 'Tell.', stream: true });
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      // It is said only after the client has these words in hand.
      if (text.includes(FIRST)) saysTheRest();
    }
    expect(door.readStream(text).text).toBe(`${FIRST} ${LAST}`);
  });
});
