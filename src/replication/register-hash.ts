import type { StoredRegister } from './stored-register.js';

/** A place among all keys, the same on every node. 32 bits, unsigned (FNV-1a, finished by `mix`). */
export function hashOfKey(key: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01_00_01_93);
  return mix(hash) >>> 0;
}

/** Says which write of a key this is and how long it is kept. 32 bits, unsigned. */
export function hashOfRegister({ wall, counter, node, guardedUntil }: StoredRegister, keyHash: number): number {
  let hash = keyHash;
  for (const part of [
    wall % 0x1_0000_0000,
    wall / 0x1_0000_0000,
    counter,
    hashOfKey(node),
    guardedUntil % 0x1_0000_0000,
  ]) {
    hash = mix(hash ^ part) + 0x9e_37_79_b9;
  }
  return mix(hash) >>> 0;
}

/** Finalizer of MurmurHash3: every bit of the input moves every bit of the result, so that sums by XOR do not cancel. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return hash ^ (hash >>> 16);
}
