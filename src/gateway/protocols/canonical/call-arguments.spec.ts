import { describe, expect, test } from 'vitest';
import { parseArguments, shownArguments } from './call-arguments.js';

describe('arguments of a call', () => {
  test.each(['', ' \n'])('are none where the text is %j', (text) => {
    expect(parseArguments(text)).toEqual({});
  });

  test.each(['{"a":', '[1]', '"text"', 'free text'])('are no object in %j, and shown as text', (text) => {
    expect(parseArguments(text)).toBeUndefined();
    expect(shownArguments(text)).toEqual({ _raw: text });
  });
});
