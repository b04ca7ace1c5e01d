import { expect, it } from 'vitest';
import { isOnlyHeartbeats } from './only-heartbeats.js';

const PING = 'event: ping\ndata: {"type": "ping"}\n\n';

it.for([
  ': still here\n\n',
  ':\n\n: OPENROUTER PROCESSING\n\n',
  PING,
  `${PING}${PING}`,
  `${PING}: still here\n\n`,
  PING.replaceAll('\n', '\r\n'),
  'event:ping\ndata:{}\n\n',
])('%j is a heartbeat', (text) => {
  expect(isOnlyHeartbeats(Buffer.from(text))).toBe(true);
});

it.for([
  'data: {"choices":[]}\n\n',
  `${PING}event: content_block_delta\ndata: {}\n\n`,
  `: still here\n\ndata: {}\n\n`,
  'event: pinged\ndata: {}\n\n',
  'event: content_block_delta\ndata: {"text":"event: ping"}\n\n',
  '{"error":"no"}',
])('%j says something', (text) => {
  expect(isOnlyHeartbeats(Buffer.from(text))).toBe(false);
});
