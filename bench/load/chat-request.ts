import { DOORS, type Turn } from './doors.ts';
import type { CallShape, Target } from './job.ts';

const MESSAGES = 10;
const FILLER = 'Summarise the quarterly report, keep every figure, and say where you are not sure. ';

/** The request as it goes on the wire, head included: it is the same for every call, so it is built once. */
export function chatRequest(target: Target, call: CallShape): Buffer {
  const door = DOORS[call.door];
  const body = chatBody(call);
  const head = [
    `POST ${door.path(call.model, call.stream)} HTTP/1.1`,
    `host: 127.0.0.1:${target.port}`,
    door.key(target.key),
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** A conversation of ten messages, padded to exactly the size asked for. */
function chatBody({ door, model, stream, bodyBytes }: CallShape): string {
  const body = (letters: number) => {
    const share = Math.floor(letters / MESSAGES);
    const turns = Array.from({ length: MESSAGES }, (_, index): Turn => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      text: filler(index === 0 ? letters - share * (MESSAGES - 1) : share),
    }));
    return JSON.stringify(DOORS[door].body({ model, stream, turns }));
  };
  const empty = body(0).length;
  if (bodyBytes < empty)
    throw new RangeError(`a chat body of ${bodyBytes} bytes is too small for ${MESSAGES} messages`);
  return body(bodyBytes - empty);
}

function filler(letters: number): string {
  return FILLER.repeat(Math.ceil(letters / FILLER.length)).slice(0, letters);
}
