// SPDX-License-Identifier: Apache-2.0
import { pieces, ranged, type Piece } from '../logic/marks';

/** A text with its hits marked; never as HTML. */
export function Marked({ text }: { text: string }) {
  return <Pieces of={pieces(text)} />;
}

/** A text with the ranges that matched marked. */
export function Ranged({ text, ranges }: { text: string; ranges: readonly { start: number; end: number }[] }) {
  return <Pieces of={ranged(text, ranges)} />;
}

function Pieces({ of }: { of: Piece[] }) {
  return (
    <>{of.map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>))}</>
  );
}
