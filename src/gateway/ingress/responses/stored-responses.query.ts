/** As Fastify parses it: what stands several times is a list. Who reads a field checks it. */
type Parameter = string | readonly string[];

/** What OpenAI knows in the queries about answers that were given before. */
export class StoredResponseQuery {
  /** Details that a vendor should add; the gateway's own answers are always whole. */
  include?: Parameter;
  'include[]'?: Parameter;
  /** Items on a page, 1 to 100. Default: 20. */
  limit?: Parameter;
  /** `asc` or `desc`. Default: `desc`, the last said first. */
  order?: Parameter;
  /** The id of the last item of the page before. */
  after?: Parameter;
  before?: Parameter;
  /** Refused if `true`: answers that were given before come whole. */
  stream?: Parameter;
}
