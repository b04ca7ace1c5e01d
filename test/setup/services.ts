import type { TestProject } from 'vitest/node';
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
  }
}

/** Vitest's global setup: real servers for the tests, found or made, and gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  installMissing([postgres, redis]);
  const started = await Promise.allSettled([running(postgres), running(redis)]);
  const stop = () => Promise.all(started.map((result) => result.status === 'fulfilled' && result.value.stop()));
  const [database, cache] = started;
  if (database.status === 'rejected' || cache.status === 'rejected') {
    await stop();
    throw database.status === 'rejected' ? database.reason : (cache as PromiseRejectedResult).reason;
  }
  project.provide('databaseUrl', database.value.url);
  project.provide('redisUrl', cache.value.url);
  return async () => void (await stop());
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
