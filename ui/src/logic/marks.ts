// SPDX-License-Identifier: Apache-2.0

export interface Piece {
  text: string;
  marked: boolean;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" };

/** Cuts a highlighted text, whose hits stand in `<mark>` or `<b>`, into pieces. Any other markup stays visible text. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let marked = false;
  for (const part of text.split(/(<\/?(?:mark|b|em)>)/)) {
    if (/^<(mark|b|em)>$/.test(part)) marked = true;
    else if (/^<\/(mark|b|em)>$/.test(part)) marked = false;
    else if (part)
      out.push({
        text: part.replace(/&(amp|lt|gt|quot|#39|apos);/g, (whole, name: string) => entities[name] ?? whole),
        marked,
      });
  }
  return out;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Cuts a text at ranges of what matched. Ranges may overlap or lie outside; then they are joined and cut off. */
export function ranged(text: string, ranges: readonly Range[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const from = Math.max(at, Math.min(start, text.length));
    const to = Math.min(end, text.length);
    if (to <= from) continue;
    if (from > at) out.push({ text: text.slice(at, from), marked: false });
    const last = out.at(-1);
    if (last?.marked && from === at) last.text += text.slice(from, to);
    else out.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false });
  return out;
}
