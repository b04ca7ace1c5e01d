import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../setup/eventually.ts';
import { ChaosProxy } from './chaos-proxy.ts';

let echo: Server;
let proxy: ChaosProxy;
let fromClients = '';
const clients: Socket[] = [];

beforeEach(async () => {
  fromClients = '';
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  proxy = await ChaosProxy.start({ host: '127.0.0.1', port }, (bytes) => (fromClients += bytes.toString()));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  echo.close();
});

async function connected() {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  const client = { socket, received: '', errors: [] as string[] };
  socket.on('data', (bytes) => (client.received += bytes.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => client.errors.push(error.code ?? error.message));
  await once(socket, 'connect');
  return client;
}

test('without faults everything passes, in order, until both have ended', async () => {
  const { socket } = await connected();
  let received = 0;
  socket.on('data', (bytes) => (received += bytes.length));
  for (let part = 0; part < 50; part++) socket.write(Buffer.alloc(100_000, part));
  socket.end();
  await once(socket, 'end');
  expect(received).toBe(5_000_000);
  expect(proxy.connections).toBe(1);
});

test('shows what clients send', async () => {
  const { socket } = await connected();
  socket.write('hello');
  await eventually('the bytes are seen', () => fromClients === 'hello');
});

test('latency delays, and bytes stay in order when it changes', async () => {
  proxy.set({ latencyMs: 40 });
  const client = await connected();
  const sentAt = performance.now();
  client.socket.write('a');
  await eventually('the first byte is under way', () => fromClients === 'a');
  proxy.set({ latencyMs: 0 });
  client.socket.write('b');
  await eventually('both arrive', () => client.received === 'ab');
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(39);
});

test('a stall holds what is sent and delivers it when it ends', async () => {
  const client = await connected();
  proxy.set({ isStalled: true });
  client.socket.write('hello');
  await eventually('the bytes reach the proxy', () => fromClients === 'hello');
  expect(client.received).toBe('');
  proxy.set({ isStalled: false });
  await eventually('the answer arrives', () => client.received === 'hello');
});

test('refuses, and heals', async () => {
  const before = await connected();
  await proxy.refuse();
  await eventually('the open connection is reset', () => before.errors.includes('ECONNRESET'));
  const refused = connect(proxy.port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  await proxy.heal();
  const after = await connected();
  after.socket.write('again');
  await eventually('the answer arrives', () => after.received === 'again');
});

test('resets open connections and welcomes new ones', async () => {
  const before = await connected();
  before.socket.write('x');
  await eventually('it is linked', () => before.received === 'x');
  proxy.resetConnections();
  await eventually('the open connection is reset', () => before.errors.includes('ECONNRESET'));
  const after = await connected();
  after.socket.write('y');
  await eventually('the answer arrives', () => after.received === 'y');
});

test('cuts a connection after exactly so many bytes', async () => {
  proxy.set({ cutAfterBytes: 7 });
  const client = await connected();
  client.socket.write('0123456789');
  await eventually('it is cut', () => client.socket.destroyed);
  expect(client.received).toBe('0123456');
});

test('throttles to a rate', async () => {
  proxy.set({ bytesPerSecond: 20_000 });
  const client = await connected();
  const sentAt = performance.now();
  client.socket.write('x'.repeat(2000));
  await eventually('everything arrives', () => client.received.length === 2000);
  // 2,000 bytes at 20,000 a second take 100 ms; one portion is free.
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(85);
});

test('breaks in the middle of a word, also where it came in two parts', async () => {
  proxy.set({ breaksAt: { at: Buffer.from('héllo'), how: 'cut' } });
  const client = await connected();
  client.socket.write('one hé');
  await eventually('its first part is there', () => client.received.startsWith('one'));
  client.socket.write('llo two');
  await once(client.socket, 'close');
  expect('one héllo'.startsWith(client.received)).toBe(true);
  expect(client.received.startsWith('one h')).toBe(true);
  expect(client.received).not.toContain('two');
});

test('resets after so many bytes', async () => {
  proxy.set({ breaksAt: { at: 3, how: 'reset' } });
  const client = await connected();
  client.socket.write('hello');
  await eventually('it is reset', () => client.errors.includes('ECONNRESET'));
  expect(client.received.length).toBeLessThanOrEqual(3);
});

test('a connection that has vanished tells neither side, and new ones are whole', async () => {
  proxy.set({ breaksAt: { at: 2, how: 'vanish' } });
  const client = await connected();
  client.socket.write('hello');
  await eventually('the beginning arrives', () => client.received === 'he');
  proxy.set({ breaksAt: null });
  const other = await connected();
  other.socket.write('whole');
  await eventually('the other works', () => other.received === 'whole');
  client.socket.write('more');
  other.socket.end('!');
  await eventually('all that will come has come', () => other.received === 'whole!');
  expect(client.received).toBe('he');
  expect(client.socket.readyState).toBe('open');
});

test('a stall in the middle keeps the connection and its bytes', async () => {
  proxy.set({ breaksAt: { at: 2, how: 'stall' } });
  const client = await connected();
  client.socket.write('hello');
  await eventually('the beginning arrives', () => client.received === 'he');
  expect(client.errors).toEqual([]);
  expect(proxy.open).toBe(1);
});

test('answers garbage in place of the server', async () => {
  proxy.set({ garbage: Buffer.from([0x15, 0x03, 0x99, 0xff]) });
  const client = await connected();
  await once(client.socket, 'end');
  expect(Buffer.from(client.received).length).toBeGreaterThan(0);
  expect(proxy.open).toBe(0);
});
