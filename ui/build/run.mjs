// SPDX-License-Identifier: Apache-2.0
// What Maven calls: `node build/run.mjs build OUT` and `node build/run.mjs check`. Packages are installed again only when
// the lock file changed, files are built again only when a source changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const contract = join(root, '../contracts/src/main/resources/openapi.json');
const inputs = [
  'src',
  'public',
  'build',
  'index.html',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`The user interface needs Node 20.19 or later; this is ${process.version}. Install it, or set PATH.`);

const [task, out] = process.argv.slice(2);
install();
if (task === 'build') build(resolve(out));
else if (task === 'check') npm('run', '-s', 'check');
else fail(`task: '${task}' (expected: build or check)`);

function install() {
  const stamp = join(root, 'node_modules/.llmops-stamp');
  const want = hash([join(root, 'package-lock.json')]) + ' ' + process.version;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(stamp, want);
}

function build(directory) {
  const stamp = join(root, 'target/ui.stamp');
  const want = hash(
    [...inputs.flatMap((path) => walk(join(root, path))), contract].filter((path) => !path.endsWith('schema.d.ts')),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want && existsSync(join(directory, 'index.html'))) return;
  npm('run', '-s', 'build', { UI_OUT: directory });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, want);
}

function walk(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => walk(join(path, name)));
}

function hash(paths) {
  const digest = createHash('sha256');
  for (const path of paths.sort())
    digest.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  return digest.digest('hex');
}

function npm(...args) {
  const extra = typeof args.at(-1) === 'object' ? args.pop() : {};
  const run = spawnSync('npm', args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...extra } });
  if (run.error) fail(`npm could not be started (${run.error.message}). Install Node 20.19 or later with npm.`);
  if (run.status !== 0) process.exit(run.status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
