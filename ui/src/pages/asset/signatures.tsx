// SPDX-License-Identifier: Apache-2.0
import { Button, Modal, Select } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { problemOf } from '../../api/problem';
import { attestations, refresh, signatures, signingKeys, signingStanding } from '../../api/queries';
import type { Asset, AssetAttestation, AssetSignature, SignatureVerdict } from '../../api/types';
import { useMay } from '../../app/session';
import { Ago, Facts, Notice, Panel } from '../../design/parts';
import { Empty, Show } from '../../design/states';
import { flat, LoadMore } from '../../design/table';
import type { Tone } from '../../design/theme';
import { words } from '../../logic/format';
import { overall, verdictWords } from '../../logic/verdict';

/** Whether this version is what its signers signed, in one sentence, and why. */
export function Signatures({ it }: { it: Asset }) {
  const query = useInfiniteQuery(signatures(it.id));
  const maySign = useMay('registry:lifecycle');
  return (
    <div className="stack">
      <Show query={query}>
        {(data) => {
          const all = flat(data);
          const sum = overall(all.map((one) => one.verdict.state));
          return (
            <>
              <Notice tone={sum.tone} title={sum.title}>
                {sum.detail}
              </Notice>
              <Standing it={it} />
              <Panel title="Signatures" actions={maySign ? <Sign it={it} /> : null} flush>
                {all.length === 0 ? (
                  <Empty title="Not signed">
                    A signature proves who stands behind a version, and that nothing in it was changed.
                  </Empty>
                ) : (
                  <ul className="entries" aria-label="Signatures">
                    {all.map((one) => (
                      <Signature key={one.id} of={one} />
                    ))}
                  </ul>
                )}
              </Panel>
              <LoadMore query={query} />
            </>
          );
        }}
      </Show>
      <Attestations it={it} />
    </div>
  );
}

function Signature({ of }: { of: AssetSignature }) {
  return (
    <li className="entry">
      <div style={{ minWidth: 0 }} className="stack tight">
        <Verdict of={of.verdict} />
        <Facts
          items={[
            ['Signed by', of.verdict.trust_root || of.verdict.signers.join(', ') || 'somebody unknown'],
            ['Key', <Short key="key" text={of.verdict.key_id} />],
            ['Form', [words(of.format), of.verdict.algorithm].filter(Boolean).join(', ')],
            ['Covers', of.verdict.covers ? words(of.verdict.covers) : null],
            ['Signed', <Ago key="signed" time={of.verdict.signed_at} fallback="at an unknown time" />],
          ]}
        />
        <Checks of={of.verdict} />
      </div>
      <div className="tiny dim">
        Added <Ago time={of.created_at} />
      </div>
    </li>
  );
}

function Verdict({ of }: { of: SignatureVerdict }) {
  const { tone, title } = verdictWords(of.state);
  return (
    <div>
      <div className="state verdict" data-tone={tone} data-verdict={of.state}>
        {title}
      </div>
      {of.reasons.map((reason) => (
        <div key={reason} className="small wrap">
          {reason}
        </div>
      ))}
    </div>
  );
}

const results: Record<string, { tone: Tone; says: string }> = {
  passed: { tone: 'good', says: 'Passed' },
  failed: { tone: 'bad', says: 'Failed' },
  not_checked: { tone: 'quiet', says: 'Not checked' },
};

function Checks({ of }: { of: SignatureVerdict }) {
  if (of.checks.length === 0) return null;
  return (
    <details className="small">
      <summary>Why</summary>
      <ul className="checks">
        {of.checks.map((check) => (
          <li key={check.name}>
            <span className="state" data-tone={results[check.result]?.tone ?? 'quiet'}>
              {results[check.result]?.says ?? words(check.result)}
            </span>
            <span className="wrap">
              {words(check.name)}
              {check.message ? <span className="dim">: {check.message}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What the rules of the organisation still demand before it may be published. */
function Standing({ it }: { it: Asset }) {
  const { data } = useQuery(signingStanding(it.id));
  const unmet = data?.rules.filter((one) => !one.met) ?? [];
  if (!data || data.rules.length === 0) return null;
  return unmet.length === 0 ? (
    <Notice tone="good" title="Every rule about signatures is met." />
  ) : (
    <Notice tone="warn" title="It lacks what the rules about signatures demand.">
      {unmet.map((one) => (
        <div key={one.rule.id}>
          {one.rule.name}: {one.lacking.join('; ')}
        </div>
      ))}
    </Notice>
  );
}

function Attestations({ it }: { it: Asset }) {
  const query = useInfiniteQuery(attestations(it.id));
  const all = query.data ? flat(query.data) : [];
  if (all.length === 0) return null;
  return (
    <Panel title="How it was built" flush>
      <ul className="entries" aria-label="Attestations">
        {all.map((one) => (
          <Attestation key={one.id} of={one} />
        ))}
      </ul>
      <LoadMore query={query} />
    </Panel>
  );
}

function Attestation({ of }: { of: AssetAttestation }) {
  return (
    <li className="entry">
      <div style={{ minWidth: 0 }} className="stack tight">
        <Verdict of={of.verdict} />
        {of.slsa ? (
          <>
            <Facts
              items={[
                ['SLSA build level', of.slsa.level],
                ['Builder', of.slsa.builder_id],
                ['Build type', of.slsa.build_type],
              ]}
            />
            <details className="small">
              <summary>Why this level</summary>
              <ul className="checks">
                {of.slsa.requirements.map((one) => (
                  <li key={one.name}>
                    <span className="state" data-tone={one.met ? 'good' : 'quiet'}>
                      Level {one.level}
                    </span>
                    <span className="wrap">
                      {words(one.name)}
                      {one.message ? <span className="dim">: {one.message}</span> : null}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          </>
        ) : (
          <Facts
            items={[
              [
                'Statement',
                <span key="type" className="wrap">
                  {of.predicate_type}
                </span>,
              ],
            ]}
          />
        )}
        <Checks of={of.verdict} />
      </div>
      <div className="tiny dim">
        Added <Ago time={of.created_at} />
      </div>
    </li>
  );
}

function Short({ text }: { text: string | null | undefined }) {
  return text ? (
    <span className="mono" title={text}>
      {text.length > 24 ? `${text.slice(0, 23)}…` : text}
    </span>
  ) : null;
}

function Sign({ it }: { it: Asset }) {
  const client = useQueryClient();
  const { data } = useQuery(signingKeys);
  const [opened, setOpened] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const keys = (data?.items ?? []).filter((one) => one.can_sign && !one.revoked_at);
  const sign = useMutation({
    mutationFn: () =>
      must(
        api.POST('/api/provenance/v1/assets/{id}/sign', {
          params: { path: { id: it.id } },
          body: { key: key ?? '' },
        }),
      ).then(() => refresh(client, 'asset')),
    onSuccess: () => setOpened(false),
  });
  if (keys.length === 0) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Sign
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Sign ${it.name} ${it.version}`}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            sign.mutate();
          }}
        >
          <Select
            label="Key"
            required
            data={keys.map((one) => ({ value: one.id, label: `${one.name} (${one.algorithm})` }))}
            value={key}
            onChange={setKey}
          />
          {sign.error ? (
            <Notice tone="bad" title={problemOf(sign.error).title}>
              {problemOf(sign.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button type="submit" loading={sign.isPending} disabled={!key}>
              Sign it
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
