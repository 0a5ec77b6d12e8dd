// SPDX-License-Identifier: Apache-2.0
// A file goes up in parts, so that a broken line costs one part and not the file. What was begun is remembered on this
// machine: the same file chosen again goes on where it stopped, also after the page was left.

export interface Begun {
  id: string;
  offset: number;
}

/** What the server does for an upload; every call may fail and be made again. */
export interface UploadDoor {
  begin(file: File): Promise<Begun>;
  /** Where the server stands; null when it does not know the upload any more. */
  offset(id: string): Promise<number | null>;
  /** Takes a part and says where the server stands then, and the digest once all is there. */
  append(id: string, offset: number, part: Blob): Promise<{ offset: number; digest: string | null }>;
  complete(id: string): Promise<string>;
}

export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const partBytes = 4 * 1024 * 1024;

export class Stopped extends Error {}

function key(file: File): string {
  return `llmops.upload ${file.name} ${file.size} ${file.lastModified}`;
}

async function start(file: File, door: UploadDoor, memory: Memory): Promise<Begun> {
  const known = memory.getItem(key(file));
  if (known) {
    const offset = await door.offset(known);
    if (offset !== null && offset <= file.size) return { id: known, offset };
    memory.removeItem(key(file));
  }
  const begun = await door.begin(file);
  memory.setItem(key(file), begun.id);
  return begun;
}

/**
 * Sends a file and returns its digest. `progress` hears how many bytes are there, first those of an earlier attempt;
 * between parts `stop` is asked, and then {@link Stopped} is thrown with everything kept for another time.
 */
export async function send(
  file: File,
  door: UploadDoor,
  memory: Memory,
  progress: (bytes: number) => void,
  stop: () => boolean,
): Promise<string> {
  const begun = await start(file, door, memory);
  let { offset } = begun;
  let digest: string | null = null;
  progress(offset);
  while (offset < file.size) {
    if (stop()) throw new Stopped();
    const answer = await door.append(begun.id, offset, file.slice(offset, offset + partBytes));
    if (answer.offset <= offset) throw new Error('The server took nothing of what was sent.');
    ({ offset, digest } = answer);
    progress(offset);
  }
  digest ??= await door.complete(begun.id);
  memory.removeItem(key(file));
  return digest;
}

/** A name that an artifact may have, from a file's. */
export function artifactName(fileName: string): string {
  return fileName.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'file';
}
