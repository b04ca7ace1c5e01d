export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of one metric in Prometheus's text format; a histogram's are `name_bucket`, `name_sum`, `name_count`. */
export function samplesOf(exposition: string, name: string): Sample[] {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .map((line) => ({
      name,
      labels: Object.fromEntries([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value])),
      value: Number(line.slice(line.lastIndexOf(' ') + 1)),
    }));
}
