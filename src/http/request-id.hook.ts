import type { FastifyInstance } from 'fastify';

/** Every ordinary answer carries its request id; the data plane writes its own. */
export function addRequestId(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    done(null, payload);
  });
}
