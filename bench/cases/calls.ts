import type { CallShape } from '../load/job.ts';
import { JSON_ANSWER, MODELS, STREAM_BYTES } from '../mock/answers.ts';

const KB = 1024;

export const PLAIN_CALL: CallShape = {
  door: 'openai-chat',
  model: MODELS.plain,
  stream: false,
  bodyBytes: KB,
  answerBytes: JSON_ANSWER.length,
};
export const LARGE_CALL: CallShape = { ...PLAIN_CALL, bodyBytes: 100 * KB };

export const BURST_STREAM: CallShape = {
  ...PLAIN_CALL,
  model: MODELS.burst,
  stream: true,
  answerBytes: STREAM_BYTES,
};
export const PACKET_STREAM: CallShape = { ...BURST_STREAM, model: MODELS.packets };
/** Never complete, so its length is never compared. */
export const SLOW_STREAM: CallShape = { ...BURST_STREAM, model: MODELS.slow };
