// SPDX-License-Identifier: Apache-2.0
import Markdown from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';

// No pictures: they would tell another site who reads this page.
const schema = { ...defaultSchema, tagNames: (defaultSchema.tagNames ?? []).filter((tag) => tag !== 'img') };

/** Markdown that others wrote: raw HTML is dropped, what remains goes through a sanitiser. */
export default function Prose({ text }: { text: string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={{
          a: ({ href, children }) => (
            <a href={href} rel="noopener noreferrer nofollow" target="_blank">
              {children}
            </a>
          ),
          h1: ({ children }) => <h2>{children}</h2>,
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}
