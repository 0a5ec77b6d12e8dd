// SPDX-License-Identifier: Apache-2.0
import { Facet } from '../design/facet';
import { LinkButton } from '../design/link-button';
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { catalogue } from '../api/queries';
import type { SearchHit } from '../api/types';
import { useMay } from '../app/session';
import { Ago, State, Tag } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore } from '../design/table';
import { count, plural, words } from '../logic/format';
import { Marked } from './marked';

const route = getRouteApi('/frame/catalogue');

export function CataloguePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(catalogue(search));
  const mayPublish = useMay('marketplace:publish');
  const [text, setText] = useState(search.q ?? '');
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const router = useRouter();
  const setQ = useDebouncedCallback((q: string) => {
    // Whoever has already gone on to another page is not called back.
    if (router.latestLocation.pathname === '/catalogue') set({ q: q.trim() || undefined });
  }, 120);
  const facets = query.data?.pages[0]?.facets;
  const filtered = Boolean(search.q ?? search.category ?? search.tag);

  return (
    <ListShell
      title="Catalogue"
      sub="Models offered as services. Subscribe to one, then call it with any OpenAI client."
      toolbar={
        <>
          <TextInput
            className="grow"
            data-search
            type="search"
            aria-label="Search the catalogue"
            placeholder="Search by name, purpose or tag"
            leftSection={<IconSearch size={15} />}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setQ(event.currentTarget.value);
            }}
          />
          <Select
            aria-label="Sort by"
            w={150}
            allowDeselect={false}
            data={[
              { value: 'relevance', label: 'Best match' },
              { value: 'newest', label: 'Newest first' },
              { value: 'name', label: 'By name' },
            ]}
            value={search.sort ?? 'relevance'}
            onChange={(value) => set({ sort: value === 'newest' || value === 'name' ? value : undefined })}
          />
        </>
      }
      facets={
        <div className="stack">
          <Facet
            title="Category"
            counts={facets?.category}
            chosen={search.category}
            onChoose={(category) => set({ category })}
            label={words}
          />
          <Facet
            title="Tag"
            counts={facets?.tag}
            chosen={search.tag}
            onChoose={(tag) => set({ tag })}
            label={(tag) => tag}
          />
        </div>
      }
    >
      <Show query={query}>
        {(data) => {
          const hits = flat(data);
          if (hits.length === 0)
            return filtered ? (
              <div className="panel">
                <Empty
                  title="Nothing matches"
                  action={
                    <Button
                      variant="default"
                      onClick={() => {
                        setText('');
                        void navigate({ search: {}, replace: true });
                      }}
                    >
                      Clear the search
                    </Button>
                  }
                >
                  Try fewer words, or another category.
                </Empty>
              </div>
            ) : (
              <div className="panel">
                <Empty
                  title="No service is offered yet"
                  action={mayPublish ? <LinkButton to="/publish">Publish a service</LinkButton> : null}
                >
                  A publisher offers a model here; once it is approved, everybody in the organisation finds it.
                </Empty>
              </div>
            );
          return (
            <div className={query.isPlaceholderData ? 'soft stack' : 'stack'}>
              <div className="panel">
                <ul className="entries" aria-label="Services">
                  {hits.map((hit) => (
                    <Hit key={hit.service.id} hit={hit} />
                  ))}
                </ul>
              </div>
              <LoadMore query={query} />
              <div className="tiny dim" role="status">
                {plural(hits.length, 'service')} shown
              </div>
            </div>
          );
        }}
      </Show>
    </ListShell>
  );
}

function Hit({ hit: { service, highlights } }: { hit: SearchHit }) {
  return (
    <li className="entry">
      <div style={{ minWidth: 0 }}>
        <div className="row">
          <Link to="/services/$slug" params={{ slug: service.slug }} data-row>
            <Marked text={highlights.name ?? service.name} />
          </Link>
          {service.state === 'active' ? null : <State value={service.state} />}
        </div>
        <div className="dim small wrap">
          <Marked text={highlights.description ?? (service.description || 'No description.')} />
        </div>
        <div className="row" style={{ marginTop: 6, gap: 4 }}>
          {service.category ? <Tag>{words(service.category)}</Tag> : null}
          {service.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      </div>
      <div className="tiny dim" style={{ display: 'grid', gap: 2, alignContent: 'start' }}>
        <span className="mono wrap">{service.model}</span>
        <span>
          {service.plan.requests_per_month === null
            ? 'No monthly limit'
            : `${count(service.plan.requests_per_month)} calls per month`}
        </span>
        <span>
          {service.publisher.name} · <Ago time={service.published_at} />
        </span>
      </div>
    </li>
  );
}
