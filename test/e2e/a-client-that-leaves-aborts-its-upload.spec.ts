import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { toFile } from 'openai';
import { expect, test } from './fixtures.ts';

/** More than the sockets between two processes hold, so that the upload cannot have ended. */
const FILE = Buffer.alloc(30 * 1024 * 1024);

/** A vendor that takes the beginning of an upload and then reads no further. */
const vendor = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
await once(vendor, 'listening');

test.override('env', {
  OPENAI_COMPATIBLE_NAME: 'slow',
  OPENAI_COMPATIBLE_BASE_URL: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/v1`,
  OPENAI_COMPATIBLE_QUIRKS: JSON.stringify({ sideApis: ['openai-transcriptions'] }),
});
test.afterAll(() => void vendor.close());

test('an upload that is still under way ends with its client', async ({ openai }) => {
  const leaving = new AbortController();
  const connected = once(vendor, 'connection') as Promise<[Socket]>;
  const call = openai.audio.transcriptions.create(
    { model: 'slow/whisper-fake', file: await toFile(FILE, 'a.wav') },
    { signal: leaving.signal },
  );
  const [socket] = await connected;
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  leaving.abort();
  await expect(call).rejects.toThrow('aborted');
  // Read on: what the system had taken comes, then the end of a connection that carried no whole upload.
  socket.resume();
  await closed;
  expect(socket.bytesRead).toBeLessThan(FILE.length);
});
