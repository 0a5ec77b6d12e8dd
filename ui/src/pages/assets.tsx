// SPDX-License-Identifier: Apache-2.0
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../api/problem';
import { assetSearch, assetSuggestions } from '../api/queries';
import type { AssetSearchAnswer } from '../api/types';
import { Facet } from '../design/facet';
import { Code, Notice } from '../design/parts';
import { ListShell } from '../design/shells';
import { Empty, Show } from '../design/states';
import { flat, LoadMore } from '../design/table';
import { assetFacets, isFiltered, isRebuilding, meaningKnown, type AssetSearchState } from '../logic/asset-search';
import { count, plural, words } from '../logic/format';
import { AssetHit } from './asset-hit';

const route = getRouteApi('/frame/registry');
const modes = [
  { value: 'both', label: 'Both' },
  { value: 'text', label: 'Text' },
  { value: 'semantic', label: 'Meaning' },
];
const sorts = [
  { value: 'relevance', label: 'Best match' },
  { value: '-updated_at', label: 'Lately changed' },
  { value: '-created_at', label: 'Newest first' },
  { value: 'name', label: 'By name' },
];

const orders = ['name', '-created_at', '-updated_at'] as const;

export function AssetsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(assetSearch(search));
  const [text, setText] = useState(search.q ?? '');
  const set = (change: Partial<AssetSearchState>) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const router = useRouter();
  const setQ = useDebouncedCallback((q: string) => {
    // Whoever has already gone on to another page is not called back.
    if (router.latestLocation.pathname === '/registry') set({ q: q.trim() || undefined });
  }, 80);
  const type = (q: string) => {
    setText(q);
    setQ(q);
  };
  const clear = () => {
    setText('');
    void navigate({ search: {}, replace: true });
  };
  const first = query.data?.pages[0];
  return (
    <ListShell
      title="Assets"
      sub="Everything the registry holds, found by its words or by what it means. A published version never changes."
      toolbar={
        <>
          <TextInput
            className="grow"
            data-search
            type="search"
            aria-label="Search assets"
            placeholder="Search by name, purpose, tag or meaning"
            leftSection={<IconSearch size={15} />}
            maxLength={500}
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Find by"
            data={modes}
            value={search.mode ?? 'both'}
            onChange={(value) => set({ mode: value === 'text' || value === 'semantic' ? value : undefined })}
          />
          <Select
            w={160}
            aria-label="Sort by"
            allowDeselect={false}
            data={search.q ? sorts : sorts.slice(1)}
            value={search.sort ?? (search.q ? 'relevance' : '-created_at')}
            onChange={(value) => set({ sort: orders.find((one) => one === value) })}
          />
        </>
      }
      facets={
        <div className="stack">
          {assetFacets.map(({ field, key, title }) => (
            <Facet
              key={key}
              title={title}
              counts={first?.facets[field]}
              chosen={search[key]}
              onChoose={(value) => set({ [key]: value })}
              label={key === 'kind' || key === 'status' ? words : (value) => value}
            />
          ))}
        </div>
      }
    >
      <Completions text={search.q} complete={type} />
      <IndexNotice answer={first} mode={search.mode} error={query.data ? null : query.error} />
      {problemOf(query.error).code === 'index_rebuilding' && !query.data ? null : (
        <Show query={query}>
          {(data) => (
            <div className={query.isPlaceholderData ? 'soft stack' : 'stack'}>
              {search.mode === 'semantic' ? null : <DidYouMean answer={data.pages[0]} use={type} />}
              <Hits answers={data.pages} search={search} clear={clear} />
              <LoadMore query={query} />
            </div>
          )}
        </Show>
      )}
    </ListShell>
  );
}

/** How the word at hand may go on, as the caller's own assets have it. */
function Completions({ text, complete }: { text: string | undefined; complete: (text: string) => void }) {
  const { data } = useQuery(assetSuggestions(text ?? ''));
  const typed = text ?? '';
  const last = typed.split(' ').at(-1)?.toLowerCase() ?? '';
  const offered = (data?.words ?? []).filter((word) => word.toLowerCase() !== last).slice(0, 6);
  if (!last || offered.length === 0) return null;
  return (
    <div className="row" role="group" aria-label="Go on with" style={{ gap: 4 }}>
      <span className="tiny dim">Go on with</span>
      {offered.map((word) => (
        <button
          key={word}
          type="button"
          className="tag pick"
          onClick={() => complete([...typed.split(' ').slice(0, -1), word].join(' '))}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

function DidYouMean({ answer, use }: { answer: AssetSearchAnswer | undefined; use: (text: string) => void }) {
  const better = answer?.did_you_mean;
  if (!better) return null;
  return (
    <div className="small">
      Did you mean{' '}
      <button type="button" className="link-button" onClick={() => use(better)}>
        {better}
      </button>
      ?
    </div>
  );
}

interface IndexNoticeProps {
  answer: AssetSearchAnswer | undefined;
  mode: string | undefined;
  error: unknown;
}

function IndexNotice({ answer, mode, error }: IndexNoticeProps) {
  if (error && problemOf(error).code === 'index_rebuilding')
    return (
      <Notice tone="busy" title="The search is being built.">
        It takes as long as the registry is large. This page looks again by itself; nothing else is affected.
      </Notice>
    );
  if (!answer) return null;
  if (isRebuilding(answer.index.state))
    return (
      <Notice tone="busy" title="The search is being built anew.">
        {plural(answer.index.documents, 'version')} found until now; the list may be incomplete for a moment.
      </Notice>
    );
  const known = meaningKnown(answer.index);
  if (mode === 'semantic' && known !== null)
    return (
      <Notice tone="busy" title={`The meaning of ${known} % of all versions is known by now.`}>
        The rest is read in the background; until then this finds only some of them.
      </Notice>
    );
  return null;
}

interface HitsProps {
  answers: AssetSearchAnswer[];
  search: AssetSearchState;
  clear: () => void;
}

function Hits({ answers, search, clear }: HitsProps) {
  const hits = flat({ pages: answers });
  const first = answers[0];
  if (hits.length === 0) return <NoHits search={search} clear={clear} />;
  return (
    <>
      <div className="panel">
        <ul className="entries" aria-label="Assets">
          {hits.map((hit) => (
            <AssetHit key={hit.id} hit={hit} />
          ))}
        </ul>
      </div>
      <div className="tiny dim" role="status">
        {count(hits.length)} of {first?.total_exact ? '' : 'at least '}
        {plural(first?.total ?? hits.length, 'asset')}
        {search.q && first
          ? ` · found by ${{ text: 'text', semantic: 'meaning', hybrid: 'text and meaning' }[first.mode]}`
          : ''}
      </div>
    </>
  );
}

function NoHits({ search, clear }: { search: AssetSearchState; clear: () => void }) {
  return (
    <div className="panel">
      {search.q || isFiltered(search) ? (
        <Empty
          title="Nothing matches"
          action={
            <Button variant="default" onClick={clear}>
              Clear the search
            </Button>
          }
        >
          Try fewer words, or drop a filter.
        </Empty>
      ) : (
        <Empty
          title="The registry is empty"
          action={
            <div style={{ maxWidth: 420, margin: '0 auto', textAlign: 'left' }}>
              <Code text="llmops apply -f model.yaml" label="Command" />
            </div>
          }
        >
          Assets are described by manifests and applied with the command line.
        </Empty>
      )}
    </div>
  );
}
