/** A server that the tests need, and the ways to get one. */
export interface Service {
  readonly name: string;
  /** Where a developer points the tests at a server that runs already. */
  readonly environmentVariable: string;
  readonly debianPackage: string;
  /** Whether the server's programs are on this machine. */
  isInstalled(): boolean;
  /** On a free loopback port, with throw-away data. */
  start(): Promise<RunningService>;
  startInDocker(): Promise<RunningService>;
}

export interface RunningService {
  readonly url: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}
