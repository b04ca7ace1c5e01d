import type { CallShape, LoadResult } from '../load/job.ts';
import { LoadClient } from '../load/load-client.ts';
import { type CorePlan, planCores } from '../machine/cores.ts';
import type { Settings } from '../settings.ts';
import { startFloor } from '../subjects/floor.ts';
import { Mock } from '../subjects/mock.ts';
import { openGateway, type Surroundings } from '../subjects/open-gateway.ts';
import { Services } from '../subjects/services.ts';
import type { Subject } from '../subjects/subject.ts';
import { BURST_STREAM, PLAIN_CALL } from './calls.ts';

/** Long enough for the compilers: what is measured later is warm code. */
const FIRST_WARM_UP_MS = 1500;

/** What the cases share: the load, the mock, the throw-away servers, the long-running subjects, and the findings. */
export class Bench implements Surroundings {
  readonly settings: Settings;
  readonly cores: CorePlan;
  readonly load: LoadClient;
  readonly mock: Mock;
  readonly services: Services;
  readonly #notes = new Set<string>();
  #errors = 0;
  #steady: Subject[] | null = null;

  private constructor(settings: Settings, cores: CorePlan, load: LoadClient, mock: Mock, services: Services) {
    this.settings = settings;
    this.cores = cores;
    this.load = load;
    this.mock = mock;
    this.services = services;
  }

  static async start(settings: Settings): Promise<Bench> {
    // Before anything is started: children inherit the cores.
    const cores = planCores();
    const bench = new Bench(settings, cores, LoadClient.start(), await Mock.start(), await Services.start());
    if (!bench.services.hasPostgres) bench.note('No PostgreSQL on this machine: gateways use the embedded database.');
    if (bench.services.redisUrl === null) bench.note('"gateway + Redis" skipped: no redis-server on this machine.');
    return bench;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Wrong or missing answers so far. */
  get errors(): number {
    return this.#errors;
  }

  note(text: string): void {
    this.#notes.add(text);
  }

  /** Takes the errors of a load into the report. */
  check(what: string, result: LoadResult): void {
    if (result.errors === 0) return;
    this.#errors += result.errors;
    this.note(`NOT A RESULT: ${result.errors} wrong or missing answers in ${what}: ${result.reasons.join('; ')}`);
  }

  /** Says on stderr what is going on; stdout is for the report. */
  progress(text: string): void {
    console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);
  }

  /** Started and warmed up once, and shared by all cases that measure processes which have been running for a while. */
  async steadySubjects(): Promise<readonly Subject[]> {
    if (this.#steady) return this.#steady;
    this.progress('starting and warming up');
    const steady = [this.mock.asSubject];
    this.#steady = steady;
    steady.push(await startFloor(this.mock.origin, this.cores));
    steady.push(await openGateway(this, { database: 'postgres', redis: false }));
    if (this.services.redisUrl !== null) steady.push(await openGateway(this, { database: 'postgres', redis: true }));
    for (const subject of steady) {
      await this.#warmUp(subject, PLAIN_CALL);
      await this.#warmUp(subject, BURST_STREAM);
    }
    return steady;
  }

  async stop(): Promise<void> {
    const gateways = (this.#steady ?? []).filter(({ name }) => name !== 'direct');
    await Promise.all([this.load.stop(), ...gateways.map((subject) => subject.stop())]);
    await Promise.all([this.mock.stop(), this.services.stop()]);
  }

  async #warmUp({ name, target, pid }: Subject, call: CallShape): Promise<void> {
    const { connections } = this.settings;
    const times = { warmUpMs: 0, measureMs: FIRST_WARM_UP_MS };
    const result = await this.load.measure({
      kind: 'closed-loop',
      target,
      call,
      connections,
      watchedPid: pid,
      ...times,
    });
    this.check(`the warm-up of ${name}`, result);
  }
}
