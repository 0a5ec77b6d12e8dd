// SPDX-License-Identifier: Apache-2.0
// Leaves beside every text file of the build what goes over the wire: Brotli and gzip, at their densest.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const out = process.env.UI_OUT ?? 'dist';
const worthBytes = 1024;

(function walk(path) {
  for (const name of readdirSync(path)) {
    const file = join(path, name);
    if (statSync(file).isDirectory()) walk(file);
    else if (/\.(js|css|svg|html)$/.test(name)) squeeze(file);
  }
})(out);

function squeeze(file) {
  const plain = readFileSync(file);
  if (plain.length < worthBytes) return;
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
  );
}
