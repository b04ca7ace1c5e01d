import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run migration:create -- verb-noun`: writes an empty migration and appends it to the list. */
const [name = ''] = process.argv.slice(2);
if (!/^[a-z]+(-[a-z0-9]+)+$/.test(name)) {
  throw new Error('Say what the migration does, as verb-noun in kebab-case: npm run migration:create -- create-teams');
}

const timestamp = Date.now();
const pascalCase = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const className = `${pascalCase}${timestamp}`;
const file = `${timestamp}-${name}`;

writeFileSync(
  join(import.meta.dirname, `${file}.ts`),
  `import type { QueryRunner } from 'typeorm';
import { ForwardOnlyMigration } from './forward-only.migration.js';

export class ${className} extends ForwardOnlyMigration {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`\`);
  }
}
`,
  { flag: 'wx' },
);

const index = join(import.meta.dirname, 'index.ts');
const list = readFileSync(index, 'utf8');
writeFileSync(
  index,
  list
    .replace('\n\n/**', `\nimport { ${className} } from './${file}.js';\n\n/**`)
    .replace('\n] as const;', `\n  ${className},\n] as const;`),
);
process.stdout.write(`migrations/${file}.ts\n`);
