import type { TestProject } from 'vitest/node';
import { scratchDirectory } from './scratch-directory.ts';
import { canInstallDebianPackages, installDebianPackages } from './services/debian-packages.ts';
import { isDockerRunning } from './services/docker.ts';
import { postgres } from './services/postgres.ts';
import { redis } from './services/redis.ts';
import type { RunningService, Service } from './services/service.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a PostgreSQL superuser. Spec files make their own database from it: `freshDatabase()`. */
    databaseUrl: string;
    /** Of the whole server. Spec files take a logical database of their own: `freshRedis()`. */
    redisUrl: string;
    /** Where spec files put files; gone after the run. */
    scratchDirectory: string;
  }
}

/** Vitest's global setup: real servers for the tests, found or made, and gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  installMissing([postgres, redis]);
  const undo: (() => Promise<void>)[] = [];
  const teardown = async () => void (await Promise.all(undo.map((step) => step())));
  try {
    const scratch = await scratchDirectory();
    undo.push(scratch.remove);
    project.provide('scratchDirectory', scratch.path);
    const database = await running(postgres);
    undo.push(database.stop);
    project.provide('databaseUrl', database.url);
    const cache = await running(redis);
    undo.push(cache.stop);
    project.provide('redisUrl', cache.url);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/** In the order in which it disturbs least: what was given, what is on the machine, Docker. */
async function running(service: Service): Promise<RunningService> {
  const given = process.env[service.environmentVariable];
  if (given) return { url: given, stop: () => Promise.resolve() };
  if (service.isInstalled()) return service.start();
  if (isDockerRunning()) return service.startInDocker();
  throw new Error(
    `The tests need ${service.name}. Do one of these: set ${service.environmentVariable} to the URL of a server that ` +
      `they may write to; install it (Debian, Ubuntu: apt-get install ${service.debianPackage}); or start Docker.`,
  );
}

function installMissing(services: readonly Service[]): void {
  const missing = services.filter((service) => !process.env[service.environmentVariable] && !service.isInstalled());
  if (missing.length > 0 && canInstallDebianPackages()) {
    installDebianPackages(missing.map(({ debianPackage }) => debianPackage));
  }
}
