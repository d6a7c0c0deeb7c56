// Starts the demonstration and ends it again; tells its accounts.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
const PROGRAM = join(TARGET, 'debug', 'hengjian');
// Playing the season takes about 20 s in a development build, longer on a busy machine.
const START_MS = 300_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The demonstration's address, its accounts by what they are, their password, and a way to end it. */
export async function startDemo() {
  // Always: cargo knows best whether the program is older than its sources.
  const built = spawnSync('cargo', ['build', '--quiet', '--locked', '-p', 'hengjian'], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0 || !existsSync(PROGRAM)) {
    throw new Error('hengjian does not build');
  }
  const port = await freePort();
  const child = spawn(PROGRAM, ['demo', '--listen', `127.0.0.1:${port}`], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RUST_LOG: 'warn' },
  });
  let said = '';
  let log = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (log += text));
  const stop = () => child.kill('SIGTERM');
  process.on('exit', stop);

  const base = `http://127.0.0.1:${port}`;
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error(`hengjian demo ended by itself:\n${said}${log}`);
    }
    const answers = await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false);
    if (answers) break;
    if (Date.now() > until) {
      stop();
      throw new Error('hengjian demo did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const password = said.match(/密码都是 (\S+)：/)[1];
  const accounts = new Map([...said.matchAll(/^ {2}(\S+) {2}(.+)$/gm)].map(([, account, who]) => [who, account]));
  return { base, accounts, password, stop, log: () => log };
}
