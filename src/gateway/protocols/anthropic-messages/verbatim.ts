import type { VerbatimReader } from '../tap.js';
import { isMessagesPreamble } from './preamble.js';
import { MessagesTap } from './stream.tap.js';
import { readTokenCount, readWholeMessage } from './whole.reader.js';

export const messagesVerbatim: VerbatimReader = {
  createTap: () => new MessagesTap(),
  isPreamble: isMessagesPreamble,
  readWhole: readWholeMessage,
};

/** Never a stream; its reader is there for the interface's sake. */
export const countTokensVerbatim: VerbatimReader = {
  createTap: () => new MessagesTap(),
  readWhole: readTokenCount,
};
