// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { artifactName, partBytes, send, Stopped, type UploadDoor } from './upload';

class Server implements UploadDoor {
  received: number[] = [];
  begun = 0;
  failAt: number | null = null;
  at = 0;
  constructor(private readonly size: number) {}
  begin() {
    this.begun++;
    this.at = 0;
    return Promise.resolve({ id: `u${this.begun}`, offset: 0 });
  }
  offset(id: string) {
    return Promise.resolve(id === `u${this.begun}` ? this.at : null);
  }
  append(_id: string, offset: number, part: Blob) {
    if (offset === this.failAt) return Promise.reject(new Error('gone'));
    expect(offset).toBe(this.at);
    this.at += part.size;
    this.received.push(part.size);
    return Promise.resolve({ offset: this.at, digest: this.at === this.size ? 'sha256:done' : null });
  }
  complete() {
    return Promise.resolve('sha256:completed');
  }
}

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const size = partBytes * 2 + 5;
const file = new File([new Uint8Array(size)], 'weights.bin', { lastModified: 7 });

describe('an upload', () => {
  it('goes up in parts, tells its progress and forgets itself when done', async () => {
    const server = new Server(size);
    const kept = memory();
    const seen: number[] = [];
    expect(
      await send(
        file,
        server,
        kept,
        (bytes) => seen.push(bytes),
        () => false,
      ),
    ).toBe('sha256:done');
    expect(server.received).toEqual([partBytes, partBytes, 5]);
    expect(seen).toEqual([0, partBytes, partBytes * 2, size]);
    expect(kept.kept.size).toBe(0);
  });
  it('goes on where it broke', async () => {
    const server = new Server(size);
    const kept = memory();
    server.failAt = partBytes;
    await expect(
      send(
        file,
        server,
        kept,
        () => undefined,
        () => false,
      ),
    ).rejects.toThrow('gone');
    server.failAt = null;
    const seen: number[] = [];
    await send(
      file,
      server,
      kept,
      (bytes) => seen.push(bytes),
      () => false,
    );
    expect(server.begun).toBe(1);
    expect(seen[0]).toBe(partBytes);
  });
  it('begins anew when the server has forgotten it', async () => {
    const server = new Server(size);
    const kept = memory();
    kept.setItem(`llmops.upload weights.bin ${size} 7`, 'long-gone');
    await send(
      file,
      server,
      kept,
      () => undefined,
      () => false,
    );
    expect(server.begun).toBe(1);
  });
  it('can be stopped between parts and kept', async () => {
    const server = new Server(size);
    const kept = memory();
    await expect(
      send(
        file,
        server,
        kept,
        () => undefined,
        () => server.at > 0,
      ),
    ).rejects.toThrow(Stopped);
    expect(kept.kept.size).toBe(1);
  });
  it('completes an empty file', async () =>
    expect(
      await send(
        new File([], 'empty'),
        new Server(0),
        memory(),
        () => undefined,
        () => false,
      ),
    ).toBe('sha256:completed'));
});

describe('the name of an artifact', () => {
  it('never leads out of a folder', () => expect(artifactName('../../etc/passwd')).toBe('etc-passwd'));
  it('is never empty', () => expect(artifactName('…')).toBe('file'));
});
