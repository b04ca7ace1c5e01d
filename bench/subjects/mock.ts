import type { MockStatistics } from '../mock-upstream.ts';
import { type ListeningProcess, startListening, type Subject } from './subject.ts';

const SCRIPT = new URL('../mock-upstream.ts', import.meta.url);

/** The upstream of every subject, and itself the subject "direct". It runs where the load runs. */
export class Mock {
  readonly #server: ListeningProcess;

  private constructor(server: ListeningProcess) {
    this.#server = server;
  }

  static async start(): Promise<Mock> {
    return new Mock(await startListening(SCRIPT, [], null));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  get asSubject(): Subject {
    const { pid, port } = this.#server;
    return { name: 'direct', target: { port, key: 'none' }, pid, stop: () => this.stop() };
  }

  async statistics(): Promise<MockStatistics> {
    const response = await fetch(`${this.origin}/__stats`);
    return (await response.json()) as MockStatistics;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
