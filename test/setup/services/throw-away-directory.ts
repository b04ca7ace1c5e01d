import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserIds } from './unprivileged-user.ts';

/** A new private directory for a server's data, owned by whom the server runs as. */
export function throwAwayDirectory(name: string, owner?: UserIds): string {
  const directory = mkdtempSync(join(tmpdir(), `ai-gateway-${name}-`));
  if (owner) chownSync(directory, owner.uid, owner.gid);
  return directory;
}
