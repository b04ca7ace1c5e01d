import { once } from 'node:events';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FORM_TYPE, takesForms } from '../gateway/ingress/wire/form-routes.js';
import { GatewayError } from '../kernel/errors.js';
import { boundaryOf, formLayout } from '../kernel/form-bytes/form-parts.js';
import type { JsonObject, JsonValue } from '../kernel/json.js';
import type { RequestWithRawBody } from './json-body.parser.js';

/** Far beyond any vendor's form; more only keeps the parser busy. */
const MAX_PARTS = 200;
/** Fields that the gateway acts on. */
const ROUTED_BY = ['model', 'stream'];
/** A value is read here to route by it; the vendor gets it whole. */
const READ_OF_A_VALUE = 1024;

/**
 * multipart/form-data, for the routes that ask for it. The bytes are kept for forwarding; the parsed body holds the fields
 * by name (several of one name as a list, values cut after 1 KiB) and of each file its name and type.
 */
export function addFormBodyParser(fastify: FastifyInstance, limitBytes: number): void {
  fastify.addContentTypeParser(
    FORM_TYPE,
    { parseAs: 'buffer', bodyLimit: limitBytes },
    async (request: FastifyRequest, body: Buffer): Promise<JsonObject> => {
      const contentType = request.headers['content-type'] ?? '';
      if (!takesForms(request)) {
        throw new GatewayError('unsupported_media_type', { actual: FORM_TYPE, expected: 'application/json' });
      }
      (request as RequestWithRawBody).rawBody = body;
      return readForm(body, contentType);
    },
  );
}

/**
 * A form that two parsers read differently could name one model to the gateway and another to the vendor. Those that edit
 * it later (`kernel/form-bytes`) must see the same parts, and there must be one boundary to see them by. Throws SyntaxError.
 */
function refuseOtherReadings(body: Buffer, contentType: string, fields: ReadonlyMap<string, JsonValue>): void {
  const boundary = boundaryOf(contentType);
  if (boundary === null || contentType.match(/boundary=/gi)?.length !== 1) {
    throw new SyntaxError('its content type must have one boundary');
  }
  const { parts } = formLayout(body, boundary);
  const all = [...fields.values()].reduce<number>((sum, value) => sum + countOf(value), 0);
  const isSame = (name: string) => parts.filter((part) => part.name === name).length === countOf(fields.get(name));
  if (parts.length !== all || !ROUTED_BY.every(isSame)) throw new SyntaxError('its parts can be read in two ways');
}

function countOf(value: JsonValue | undefined): number {
  return value === undefined ? 0 : Array.isArray(value) ? value.length : 1;
}

/** Throws `invalid_form`. */
async function readForm(body: Buffer, contentType: string): Promise<JsonObject> {
  // Loaded with the first form: most processes never see one.
  const { Busboy } = await import('@fastify/busboy');
  const fields = new Map<string, JsonValue>();
  const add = (name: string, value: JsonValue) => {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]);
  };
  try {
    const form = new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: MAX_PARTS, fieldSize: READ_OF_A_VALUE },
    });
    form.on('field', add);
    form.on('file', (name, file, filename, _encoding, mimeType) => {
      add(name, { filename, content_type: mimeType });
      file.resume();
    });
    form.on('partsLimit', () => form.emit('error', new RangeError(`it has more than ${MAX_PARTS} parts`)));
    form.end(body);
    await once(form, 'finish');
    refuseOtherReadings(body, contentType, fields);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new GatewayError('invalid_form', { reason }, { cause: error });
  }
  return Object.fromEntries(fields);
}
