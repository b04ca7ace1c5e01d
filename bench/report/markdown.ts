import { SUBJECTS } from '../subjects/subject.ts';
import type { Report } from './report.ts';
import { medianOf, ratioToFloor, type Row } from './row.ts';

export function toMarkdown({ machine, cores, settings, rows, goals, notes }: Report): string {
  const facts = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; Linux ${machine.kernel}; Node ${machine.node}`,
    `commit ${machine.commit}; ${machine.date}; load average of the minute before ${machine.loadAverage.toFixed(1)}`,
    cores,
    `${settings.rounds} alternating rounds of ${settings.measureMs} ms (median shown), ${settings.connections} connections`,
  ];
  const sections = [
    '# Benchmark',
    list(facts),
    table(['measure', 'unit', ...SUBJECTS], rows.filter(({ cell }) => cell === undefined).map(cells)),
    'In parentheses: the ratio to the floor.',
    ...matrices(rows),
  ];
  if (goals.length > 0) {
    const judged = goals.map((goal) => [
      goal.title,
      goal.subject,
      goal.goal,
      format(goal.figure),
      goal.isMet ? 'met' : '**not met**',
    ]);
    sections.push('## Goals', table(['measure', 'subject', 'goal', 'this run', ''], judged));
  }
  if (notes.length > 0) sections.push('## Notes', list(notes));
  return `${sections.join('\n\n')}\n`;
}

function cells(row: Row): string[] {
  const values = SUBJECTS.map((subject) => {
    const value = medianOf(row, subject);
    if (value === null) return '';
    const ratio = row.comparesWithFloor && subject !== 'floor' ? ratioToFloor(row, subject) : null;
    return ratio === null ? format(value) : `${format(value)} (${ratio.toFixed(2)})`;
  });
  return [row.title, row.unit, ...values];
}

/** What has two names, a table for each measure: rows and columns in the order in which they came. */
function matrices(rows: readonly Row[]): string[] {
  const placed = rows.flatMap((row) => (row.cell === undefined ? [] : [{ ...row.cell, figure: row }]));
  return distinct(placed.map((cell) => cell.table)).flatMap((title) => {
    const own = placed.filter((cell) => cell.table === title);
    const columns = distinct(own.map(({ column }) => column));
    const lines = distinct(own.map(({ row }) => row)).map((row) => [
      row,
      ...columns.map((column) => {
        const found = own.find((cell) => cell.row === row && cell.column === column);
        const value = found ? medianOf(found.figure, 'gateway') : null;
        return value === null ? '' : format(value);
      }),
    ]);
    return [`## ${title}`, table(['', ...columns], lines)];
  });
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Three significant digits below a thousand, whole numbers above. */
function format(value: number): string {
  if (!Number.isFinite(value)) return 'no figure';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
