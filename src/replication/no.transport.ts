import type { Transport } from './transport.js';

/** Where there is no Redis this node is the only one. */
export const noTransport: Transport = {
  start: () => Promise.resolve(),
  stop: () => undefined,
  isUp: () => false,
  send: () => Promise.reject(new Error('This node is alone')),
};
