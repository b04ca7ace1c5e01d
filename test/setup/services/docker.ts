import { execFileSync } from 'node:child_process';
import { LeashedProcess } from '../processes/leashed-process.ts';

export interface Container {
  readonly image: string;
  readonly port: { readonly host: number; readonly container: number };
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Whether there is a Docker client and a daemon that answers it. */
export function isDockerRunning(): boolean {
  try {
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** In the foreground: the client passes our stop signal on to the container, and `--rm` removes it afterwards. */
export function runInDocker({ image, port, env, args }: Container): Promise<LeashedProcess> {
  const settings = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return LeashedProcess.start({
    command: 'docker',
    args: ['run', '--rm', '--publish', `127.0.0.1:${port.host}:${port.container}`, ...settings, image, ...args],
    stopSignal: 'SIGINT',
  });
}
