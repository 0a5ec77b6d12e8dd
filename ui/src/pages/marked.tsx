// SPDX-License-Identifier: Apache-2.0
import { pieces } from '../logic/marks';

/** A text with its hits marked; never as HTML. */
export function Marked({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, i) =>
        piece.marked ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>,
      )}
    </>
  );
}
