import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpointOf, type Endpoint } from './upstream/endpoints.ts';
import { ExchangeQueue } from './upstream/exchange-queue.ts';
import { FOUNDATION_MODELS, INFERENCE_PROFILES } from './upstream/bedrock.payloads.ts';
import { DEPLOYMENTS, MODEL_LIST } from './upstream/openai.payloads.ts';
import { accessToken, GEMINI_MODELS, METADATA } from './upstream/gemini.payloads.ts';
import { TAGS } from './upstream/ollama.payloads.ts';
import { recordRequest, type RecordedRequest } from './upstream/recorded-request.ts';
import { json, type Scenario } from './upstream/scenarios.ts';
import { UpstreamExchange } from './upstream/upstream-exchange.ts';

/** What is asked beside the matter at hand is answered without a script. */
const UNSCRIPTED: Partial<Record<Endpoint, Scenario>> = {
  'openai.models': json(MODEL_LIST),
  'azure.deployments': json(DEPLOYMENTS),
  'bedrock.models': json(FOUNDATION_MODELS),
  'bedrock.profiles': json(INFERENCE_PROFILES),
  'gemini.models': json(GEMINI_MODELS),
  'google.metadata': METADATA,
  'google.project': METADATA,
  'google.token': accessToken('ya29.fake'),
  'ollama.tags': json(TAGS),
  'ollama.version': json({ version: '0.20.0' }),
};

/**
 * A real HTTP server that plays the vendors. A test gives it a scenario (`on`) or plays the vendor itself, frame by
 * frame (`play`); what arrived is in `requests`.
 */
export class FakeUpstream {
  readonly url: string;
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;
  #scenarios = new Map<Endpoint, Scenario>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (message, response) => void this.#answer(message, response));
  }

  static async start(): Promise<FakeUpstream> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeUpstream(server);
  }

  /** From now on this endpoint answers so. */
  on(endpoint: Endpoint, scenario: Scenario): void {
    this.#scenarios.set(endpoint, scenario);
  }

  /** From now on requests to this endpoint wait for the test, which takes and answers them one by one. */
  play(endpoint: Endpoint): ExchangeQueue {
    const queue = new ExchangeQueue();
    this.on(endpoint, (exchange) => queue.add(exchange));
    return queue;
  }

  requestsTo(endpoint: Endpoint): RecordedRequest[] {
    return this.requests.filter(({ method, path }) => endpointOf(method, path) === endpoint);
  }

  /** The only request that this endpoint has got; an error if there were none or several. */
  requestTo(endpoint: Endpoint): RecordedRequest {
    const requests = this.requestsTo(endpoint);
    const [request] = requests;
    if (!request || requests.length > 1) throw new Error(`${endpoint} got ${requests.length} requests, not one`);
    return request;
  }

  /** Forgets scenarios and requests. */
  reset(): void {
    this.#scenarios = new Map();
    this.requests.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await recordRequest(message);
    this.requests.push(request);
    const exchange = new UpstreamExchange(request, response);
    const endpoint = endpointOf(request.method, request.path);
    const scenario = endpoint && (this.#scenarios.get(endpoint) ?? UNSCRIPTED[endpoint]);
    if (scenario) await scenario(exchange);
    else exchange.json({ error: { message: `The test has no script for ${request.method} ${request.path}` } }, 501);
  }
}
