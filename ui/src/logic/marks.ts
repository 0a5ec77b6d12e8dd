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
