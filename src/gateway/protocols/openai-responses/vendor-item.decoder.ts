import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { type ItemDecoder, type StreamScope, textIn } from './item.decoder.js';

/**
 * What OpenAI's own tools did (searches, code, computers). Its steps are passed over, for the item says it all in the
 * end. Pictures are the one thing that others know too.
 */
export class VendorItemDecoder implements ItemDecoder {
  constructor(private readonly scope: StreamScope) {}

  decode(): void {}

  done(item: JsonObject, events: CanonicalEvent[]): void {
    const picture = item['type'] === 'image_generation_call' ? textIn(item, 'result') : '';
    events.push(
      picture === ''
        ? { type: 'extension', choice: 0, extensions: { 'openai-responses': { output: [item] } } }
        : {
            type: 'media',
            choice: 0,
            part: this.scope.nextPart(),
            mediaType: `image/${textIn(item, 'output_format') || 'png'}`,
            data: picture,
          },
    );
  }

  close(): void {}
}
