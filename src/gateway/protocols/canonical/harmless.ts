import type { Harmless } from './disposition-table.js';

export const isFalse: Harmless = (value) => value === false;
export const isEmptyText: Harmless = (value) => value === '';
export const isEmptyList: Harmless = (value) => Array.isArray(value) && value.length === 0;
/** An object or a list with nothing in it. */
export const isEmpty: Harmless = (value) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
