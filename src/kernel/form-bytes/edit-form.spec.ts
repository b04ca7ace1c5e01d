import { Busboy } from '@fastify/busboy';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editForm } from './edit-form.js';
import { boundaryOf } from './form-parts.js';

interface Field {
  readonly name: string;
  readonly value: string;
}

const BOUNDARY = '----formdata-test-0123';

function formOf(fields: readonly Field[], boundary = BOUNDARY): Buffer {
  const parts = fields.map(
    ({ name, value }) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
}

/** The fields as an independent parser reads them. */
async function fieldsOf(body: Buffer, boundary = BOUNDARY): Promise<Field[]> {
  const fields: Field[] = [];
  const form = new Busboy({ headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
  form.on('field', (name, value) => fields.push({ name, value }));
  form.end(body);
  await once(form, 'finish');
  return fields;
}

const setModel = (model: string) => ({ kind: 'set', key: 'model', json: JSON.stringify(model) }) as const;

describe('one field', () => {
  const file = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x2d, 0x2d, 0x0d, 0x0a, 0x0d, 0x0a, 0xfe]);
  const before = Buffer.concat([
    Buffer.from(`preamble\r\n--${BOUNDARY}\r\ncontent-type: audio/wav\r\n`),
    Buffer.from('Content-Disposition: form-data; filename="model.wav"; name="file"\r\n\r\n'),
    file,
    Buffer.from(`\r\n--${BOUNDARY}\r\ncontent-disposition:form-data;name=model\r\n\r\n`),
  ]);
  const after = Buffer.from(`\r\n--${BOUNDARY}--\r\nepilogue`);
  const body = (model: string) => Buffer.concat([before, Buffer.from(model), after]);

  it('is replaced in its own bytes; files, headers, preamble and epilogue stay', () => {
    const edited = editForm(body('openai/whisper-1'), BOUNDARY, [setModel('whisper-1')]);
    expect(edited.equals(body('whisper-1'))).toBe(true);
  });

  it('is replaced where it was empty', () => {
    expect(editForm(body(''), BOUNDARY, [setModel('whisper-1')]).equals(body('whisper-1'))).toBe(true);
  });

  it('is left alone without an edit: the same Buffer', () => {
    const whole = body('whisper-1');
    expect(editForm(whole, BOUNDARY, [])).toBe(whole);
    expect(editForm(whole, BOUNDARY, [{ kind: 'remove', key: 'absent' }])).toBe(whole);
    expect(editForm(whole, BOUNDARY, [{ kind: 'rename', from: 'absent', to: 'present' }])).toBe(whole);
  });
});

it('a field that was not there is added before the end', async () => {
  const edited = editForm(formOf([{ name: 'prompt', value: 'Hi.' }]), BOUNDARY, [setModel('whisper-1')]);
  expect(await fieldsOf(edited)).toEqual([
    { name: 'prompt', value: 'Hi.' },
    { name: 'model', value: 'whisper-1' },
  ]);
});

it('a field is renamed in its place, and what had the name before is taken out', async () => {
  const fields = [
    { name: 'new', value: '1' },
    { name: 'old', value: '2' },
    { name: 'model', value: 'm' },
  ];
  const edited = editForm(formOf(fields), BOUNDARY, [{ kind: 'rename', from: 'old', to: 'new' }]);
  expect(await fieldsOf(edited)).toEqual([
    { name: 'new', value: '2' },
    { name: 'model', value: 'm' },
  ]);
});

it('values that are no strings are written as JSON', async () => {
  const edited = editForm(formOf([]), BOUNDARY, [{ kind: 'set', key: 'n', json: '2' }]);
  expect(await fieldsOf(edited)).toEqual([{ name: 'n', value: '2' }]);
});

it.for([
  ['cut before its end', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1`],
  ['of another boundary', '--other\r\n\r\n\r\n--other--'],
  ['with a part without headers', `--${BOUNDARY}\r\n--${BOUNDARY}--`],
])('a body %s is a SyntaxError', ([, text]) => {
  expect(() => editForm(Buffer.from(text as string), BOUNDARY, [setModel('m')])).toThrow(SyntaxError);
});

it('whatever the form, exactly the named fields change, as another parser reads it', async () => {
  const name = fc.constantFrom('model', 'prompt', 'image[]', 'größe');
  const value = fc.string({ unit: 'binary' }).filter((text) => !text.includes(BOUNDARY) && !/\p{Cs}/u.test(text));
  const forms = fc.array(fc.record({ name, value }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(forms, fc.constantFrom('a', 'größer'), async (fields, model) => {
      const edited = editForm(formOf(fields), BOUNDARY, [setModel(model), { kind: 'remove', key: 'prompt' }]);
      const expected = fields
        .filter((field) => field.name !== 'prompt')
        .map((field) => (field.name === 'model' ? { ...field, value: model } : field));
      const added = fields.some((field) => field.name === 'model') ? [] : [{ name: 'model', value: model }];
      expect(await fieldsOf(edited)).toEqual([...expected, ...added]);
    }),
  );
});

it.for([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b:c"', 'a b:c'],
  ['Multipart/Form-Data;BOUNDARY=abc; x=1', 'abc'],
  ['multipart/form-data', null],
  ['application/json', null],
] as const)('the boundary of %s', ([type, boundary]) => {
  expect(boundaryOf(type)).toBe(boundary);
});
