import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this script whether a freshly installed service may be started; 101 means no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

export function canInstallDebianPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/** Installs programs only: none of the packages' own services is started. */
export function installDebianPackages(packages: readonly string[]): void {
  console.log(`Installing what the tests need and this machine lacks: apt-get install ${packages.join(' ')}`);
  const ownPolicy = !existsSync(SERVICE_POLICY);
  if (ownPolicy) {
    writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(SERVICE_POLICY, 0o755);
  }
  try {
    aptGet('update');
    aptGet('install', '--yes', '--no-install-recommends', ...packages);
  } finally {
    if (ownPolicy) rmSync(SERVICE_POLICY);
  }
}

function aptGet(...args: readonly string[]): void {
  execFileSync('/usr/bin/apt-get', ['--quiet', '--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
