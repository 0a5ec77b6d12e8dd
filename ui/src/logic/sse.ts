// SPDX-License-Identifier: Apache-2.0
// Server-sent events, as the HTML standard frames them: lines ended by CR, LF or CRLF, an empty line ends an event.

/** Cuts a stream of text, however it is split, into the data of its events. */
export class EventReader {
  private rest = '';
  private data: string[] = [];

  /** Takes the next piece; returns the data of the events it completed. */
  push(piece: string): string[] {
    const done: string[] = [];
    const text = this.rest + piece;
    let start = 0;
    for (;;) {
      const end = nextLineEnd(text, start);
      if (end === null) break;
      this.line(text.slice(start, end.at), done);
      start = end.after;
    }
    this.rest = text.slice(start);
    return done;
  }

  private line(line: string, done: string[]): void {
    if (line === '') {
      if (this.data.length > 0) done.push(this.data.join('\n'));
      this.data = [];
    } else if (line.startsWith('data:')) {
      this.data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}

function nextLineEnd(text: string, from: number): { at: number; after: number } | null {
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') return { at: i, after: i + 1 };
    if (char === '\r') {
      // A CR at the very end may be half of a CRLF: wait for the next piece.
      if (i + 1 === text.length) return null;
      return { at: i, after: text[i + 1] === '\n' ? i + 2 : i + 1 };
    }
  }
  return null;
}
