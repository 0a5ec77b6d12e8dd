// SPDX-License-Identifier: Apache-2.0
// What the route would do with a request: in which order, and why. The server answers, by the code that chooses for calls.
import { NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import type { RouteExplanation } from '../../api/types';
import { Notice, Panel, Tag } from '../../design/parts';
import { Loading } from '../../design/states';
import { count, millis, money } from '../../logic/format';
import { fieldWords, headersOf, LEFT_OUT, STRATEGIES, type Thought } from '../../logic/route';

type Explained = RouteExplanation['targets'][number];

interface Props {
  answer: RouteExplanation | undefined;
  /** What keeps the route or the request from being tried, by field. */
  faults: Record<string, string>;
  failure: string | null;
  stale: boolean;
  thought: Thought;
  onThought: (thought: Thought) => void;
}

export function Preview({ answer, faults, failure, stale, thought, onThought }: Props) {
  return (
    <>
      <Panel title="Why: what a call like this would do">
        <Request thought={thought} onThought={onThought} faults={faults} />
      </Panel>
      <section
        className={stale ? 'panel soft' : 'panel'}
        aria-live="polite"
        aria-busy={stale}
        aria-label="Order of targets"
      >
        <Outcome answer={answer} faults={faults} failure={failure} />
      </section>
    </>
  );
}

function Request({ thought, onThought, faults }: Pick<Props, 'thought' | 'onThought' | 'faults'>) {
  const set = (changes: Partial<Thought>) => onThought({ ...thought, ...changes });
  const hint = Object.entries(faults).find(([field]) => field.startsWith('x-llmops-'));
  const fault = headersOf(thought.headers).fault ?? (hint ? `${hint[0]}: ${hint[1]}` : null);
  return (
    <div className="stack tight">
      <div className="fields">
        <NumberInput
          label="Prompt, tokens"
          min={0}
          value={thought.tokens ?? ''}
          onChange={(value) => set({ tokens: typeof value === 'number' ? value : null })}
          error={faults['tokens']}
        />
        <NumberInput
          label="Answer at most, tokens"
          placeholder="256"
          min={0}
          value={thought.maxOutput ?? ''}
          onChange={(value) => set({ maxOutput: typeof value === 'number' ? value : null })}
          error={faults['max_output']}
        />
      </div>
      <div className="row" style={{ gap: '8px 20px' }}>
        <Switch
          size="sm"
          label="Stream"
          checked={thought.stream}
          onChange={(e) => set({ stream: e.currentTarget.checked })}
        />
        <Switch
          size="sm"
          label="Tools"
          checked={thought.tools}
          onChange={(e) => set({ tools: e.currentTarget.checked })}
        />
        <Switch
          size="sm"
          label="Images"
          checked={thought.images}
          onChange={(e) => set({ images: e.currentTarget.checked })}
        />
      </div>
      <TextInput
        label="User"
        placeholder="none"
        maxLength={200}
        value={thought.user}
        onChange={(event) => set({ user: event.currentTarget.value })}
      />
      <Textarea
        label="Headers"
        description="One in each line: what rules look at, and what callers ask for"
        placeholder={'x-team: red\nx-llmops-region: eu'}
        className="mono-input"
        autosize
        minRows={2}
        maxRows={6}
        value={thought.headers}
        onChange={(event) => set({ headers: event.currentTarget.value })}
        error={fault}
      />
    </div>
  );
}

function Outcome({ answer, faults, failure }: Pick<Props, 'answer' | 'faults' | 'failure'>) {
  const wrong = Object.entries(faults).filter(([field]) => !field.startsWith('x-llmops-'));
  if (wrong.length > 0)
    return (
      <div className="pad">
        <Notice tone="warn" title="To be corrected before it can be tried or saved">
          <ul className="faults">
            {wrong.map(([field, message]) => (
              <li key={field}>
                <strong>{fieldWords(field)}</strong>: {message}
              </li>
            ))}
          </ul>
        </Notice>
      </div>
    );
  if (failure !== null && Object.keys(faults).length === 0)
    return (
      <div className="pad">
        <Notice tone="bad" title="The preview could not be asked for">
          {failure}
        </Notice>
      </div>
    );
  if (!answer) return <Loading rows={3} />;
  const chosen = answer.targets.filter((target) => target.position !== null);
  const left = answer.targets.filter((target) => target.position === null);
  return (
    <>
      <div className="panel-head">
        <h2>{STRATEGIES[answer.strategy].label}</h2>
        <span className="tiny dim">
          {chosen.length} of {answer.targets.length} targets would be tried
        </span>
      </div>
      {answer.refusal ? (
        <div className="pad">
          <Notice tone="bad" title={`The client would be refused: ${answer.refusal.status} ${answer.refusal.code}`}>
            {answer.refusal.message}
          </Notice>
        </div>
      ) : null}
      <ol className="steps" aria-label="Tried, in this order">
        {chosen.map((target) => (
          <Row key={target.id} it={target} />
        ))}
      </ol>
      {left.length > 0 ? (
        <>
          <div className="facet-title" style={{ padding: '12px 16px 4px', borderTop: '1px solid var(--line)' }}>
            Left out
          </div>
          <ul className="steps" aria-label="Left out">
            {left.map((target) => (
              <Row key={target.id} it={target} />
            ))}
          </ul>
        </>
      ) : null}
      {answer.shadow ? (
        <div className="pad small dim" style={{ borderTop: '1px solid var(--line)' }}>
          A copy of this call would go to <span className="mono">{answer.shadow}</span>.
        </div>
      ) : null}
    </>
  );
}

function Row({ it }: { it: Explained }) {
  const figures = [
    it.estimated_cost_micro_usd === null ? null : `about ${money(it.estimated_cost_micro_usd)}`,
    it.expected_ms === null ? null : `expected ${millis(it.expected_ms)}`,
    it.under_way > 0 ? `${count(it.under_way)} under way` : null,
  ].filter(Boolean);
  return (
    <li className="step" data-target={it.id} data-position={it.position ?? undefined}>
      <span className="dim" aria-hidden>
        {it.position ?? '–'}
      </span>
      <div style={{ minWidth: 0 }}>
        <div className="wrap">
          <strong style={{ fontWeight: 500 }}>{it.id}</strong>{' '}
          <span className="dim small">
            {it.upstream} · {it.upstream_model}
          </span>
        </div>
        <div className="small wrap">{it.detail}</div>
        {figures.length > 0 ? <div className="tiny dim">{figures.join(' · ')}</div> : null}
      </div>
      <div className="small nowrap">
        {it.position === null ? (
          <Tag>{LEFT_OUT[it.reason] ?? it.reason}</Tag>
        ) : it.share_percent === null ? null : (
          <span title="Of calls like this one, how many go here first">{Math.round(it.share_percent * 10) / 10} %</span>
        )}
      </div>
    </li>
  );
}
