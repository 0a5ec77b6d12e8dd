// SPDX-License-Identifier: Apache-2.0
// One shell per kind of page, so that the same things stand in the same places.
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';

interface Head {
  title: string;
  sub?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · LLMOps`;
  }, [title]);
}

export function PageHead({ title, sub, badge, actions, back }: Head) {
  useTitle(title);
  return (
    <header>
      {back ? (
        <Link to={back.to} className="crumb">
          ← {back.label}
        </Link>
      ) : null}
      <div className="head">
        <div className="head-text">
          <div className="head-title">
            <h1>{title}</h1>
            {badge}
          </div>
          {sub ? <p className="head-sub">{sub}</p> : null}
        </div>
        {actions ? <div className="head-actions">{actions}</div> : null}
      </div>
    </header>
  );
}

/** Many things: search and filters above, facets at the side if there are any. */
export function ListShell({
  toolbar,
  facets,
  children,
  ...head
}: Head & { toolbar?: ReactNode; facets?: ReactNode; children: ReactNode }) {
  const body = <div className="stack">{children}</div>;
  return (
    <>
      <PageHead {...head} />
      {toolbar ? <div className="toolbar">{toolbar}</div> : null}
      {facets ? (
        <div className="facets">
          <Filters>{facets}</Filters>
          {body}
        </div>
      ) : (
        body
      )}
    </>
  );
}

/** At the side; folded on a phone, so that what was found comes first. */
function Filters({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  return (
    <aside className="sticky filters" aria-label="Filters" data-opened={opened || undefined}>
      <Button
        className="filters-toggle"
        size="xs"
        variant="default"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {opened ? 'Hide the filters' : 'Filter'}
      </Button>
      <div className="filters-body">{children}</div>
    </aside>
  );
}

/** One thing: its content, and what is known about it at the side. */
export function ThingShell({ aside, children, ...head }: Head & { aside?: ReactNode; children: ReactNode }) {
  return (
    <>
      <PageHead {...head} />
      <div className={aside ? 'split' : 'stack'}>
        <div className="stack">{children}</div>
        {aside ? <aside className="stack sticky">{aside}</aside> : null}
      </div>
    </>
  );
}

/** A form at the left, what it will become at the right. */
export function EditorShell({ preview, children, ...head }: Head & { preview: ReactNode; children: ReactNode }) {
  return (
    <>
      <PageHead {...head} />
      <div className="split-editor">
        <div className="stack">{children}</div>
        <aside className="stack sticky" aria-label="Preview">
          {preview}
        </aside>
      </div>
    </>
  );
}

/** Charts that answer one question each. */
export function BoardShell({ toolbar, children, ...head }: Head & { toolbar: ReactNode; children: ReactNode }) {
  return (
    <>
      <PageHead {...head} />
      <div className="toolbar">{toolbar}</div>
      <div className="stack">{children}</div>
    </>
  );
}
