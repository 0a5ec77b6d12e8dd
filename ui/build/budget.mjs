// SPDX-License-Identifier: Apache-2.0
// The first load is everything the entry page pulls in before a route: its script, what that imports statically, and
// their styles. It must stay within the budget, gzipped; every route must be a chunk of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const budgetBytes = 250 * 1024;
const out = process.env.UI_OUT ?? 'dist';
const manifest = JSON.parse(readFileSync(join(out, '_ui/manifest.json'), 'utf8'));

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const seen = new Set();
const files = new Set();
(function visit(key) {
  if (seen.has(key)) return;
  seen.add(key);
  files.add(manifest[key].file);
  (manifest[key].css ?? []).forEach((file) => files.add(file));
  (manifest[key].imports ?? []).forEach(visit);
})(entry);

const sizes = [...files].map((file) => [file, gzipSync(readFileSync(join(out, file)), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const routes = Object.keys(manifest).filter((key) => key.startsWith('src/pages/') && manifest[key].isDynamicEntry);
console.log(
  `first load ${(total / 1024).toFixed(1)} KiB of ${budgetBytes / 1024} KiB gzip, ${routes.length} routes on demand`,
);
if (total > budgetBytes) {
  for (const [file, size] of sizes.sort((a, b) => b[1] - a[1]))
    console.error(`  ${(size / 1024).toFixed(1)} KiB ${file}`);
  console.error('The first load is over its budget: load what is not needed for the frame on demand.');
  process.exit(1);
}
const eager = [...seen].filter((key) => key.startsWith('src/pages/'));
if (eager.length > 0 || routes.length === 0) {
  console.error(`These pages are part of the first load (expected: a chunk of their own): ${eager.join(', ')}`);
  process.exit(1);
}
