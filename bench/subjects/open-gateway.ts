import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CorePlan } from '../machine/cores.ts';
import { type GatewayOptions, issueKey, startGateway } from './gateway.ts';
import type { Mock } from './mock.ts';
import type { Services } from './services.ts';
import type { Subject } from './subject.ts';

/** What a gateway is started among. */
export interface Surroundings {
  readonly cores: CorePlan;
  readonly mock: Mock;
  readonly services: Services;
}

export interface GatewayVariant {
  /** `postgres` where there is one, else the embedded database. */
  readonly database: 'postgres' | 'embedded';
  readonly redis: boolean;
  /** `gateway.yaml`, where one is needed. */
  readonly configPath?: string;
  readonly nodeOptions?: readonly string[];
}

/** A gateway's place in the world, which outlives its process: it can be started there again. */
export interface GatewayHome {
  readonly options: GatewayOptions;
  remove(): void;
}

export async function newHome(around: Surroundings, variant: GatewayVariant): Promise<GatewayHome> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'ai-gateway-bench-'));
  return {
    options: {
      cores: around.cores,
      upstreamOrigin: around.mock.origin,
      databaseUrl: variant.database === 'postgres' ? await around.services.newDatabaseUrl() : null,
      redisUrl: variant.redis ? around.services.redisUrl : null,
      dataDirectory,
      configPath: variant.configPath,
      nodeOptions: variant.nodeOptions,
    },
    remove: () => rmSync(dataDirectory, { recursive: true, force: true }),
  };
}

/** A gateway that answers, with a key of its own. Stopping it removes everything that it wrote. */
export async function openGateway(around: Surroundings, variant: GatewayVariant): Promise<Subject> {
  const home = await newHome(around, variant);
  const gateway = await startGateway(home.options);
  const stop = async (): Promise<void> => {
    await gateway.stop();
    home.remove();
  };
  try {
    await gateway.ready();
    const target = { port: gateway.port, key: await issueKey(gateway.port) };
    return { name: variant.redis ? 'gateway + Redis' : 'gateway', target, pid: gateway.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
