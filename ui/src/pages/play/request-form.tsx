// SPDX-License-Identifier: Apache-2.0
import { Button, NumberInput, SegmentedControl, Switch, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { Panel } from '../../design/parts';
import { ENDPOINT_NAMES, ENDPOINTS, type Endpoint, type Parameters } from '../../logic/play';

interface Props {
  endpoint: Endpoint;
  onEndpoint: (endpoint: Endpoint) => void;
  given: Parameters;
  onChange: (given: Parameters) => void;
  onRun: () => void;
  onStop: () => void;
  busy: boolean;
  ready: boolean;
  /** What is missing before it can be sent. */
  waiting: string | null;
}

export function RequestForm({ endpoint, onEndpoint, given, onChange, onRun, onStop, busy, ready, waiting }: Props) {
  const words = ENDPOINTS[endpoint];
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onRun();
  };
  const set = (changes: Partial<Parameters>) => onChange({ ...given, ...changes });
  return (
    <Panel>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onRun();
        }}
      >
        <div className="row between">
          <SegmentedControl
            className="scroll-x"
            size="xs"
            aria-label="Endpoint"
            data={ENDPOINT_NAMES.map((value) => ({ value, label: ENDPOINTS[value].label }))}
            value={endpoint}
            onChange={(value) => onEndpoint(ENDPOINT_NAMES.find((one) => one === value) ?? 'chat')}
          />
          <span className="mono dim">POST {words.path}</span>
        </div>
        {words.system ? (
          <Textarea
            label="System prompt"
            placeholder="none"
            autosize
            minRows={1}
            maxRows={6}
            value={given.system}
            onKeyDown={keys}
            onChange={(event) => set({ system: event.currentTarget.value })}
          />
        ) : null}
        <Textarea
          label={words.prompt}
          required
          autosize
          minRows={3}
          maxRows={12}
          value={given.prompt}
          onKeyDown={keys}
          onChange={(event) => set({ prompt: event.currentTarget.value })}
        />
        <div className="row" style={{ alignItems: 'flex-end', gap: 12 }}>
          {words.writes ? (
            <>
              <NumberInput
                label="Most tokens"
                w={140}
                placeholder={endpoint === 'messages' ? '1024' : endpoint === 'completions' ? '256' : 'the model’s'}
                min={1}
                max={1_000_000}
                allowDecimal={false}
                value={given.maxTokens ?? ''}
                onChange={(value) => set({ maxTokens: typeof value === 'number' ? value : null })}
              />
              <NumberInput
                label="Temperature"
                w={140}
                placeholder="the model’s"
                min={0}
                max={2}
                step={0.1}
                decimalScale={2}
                value={given.temperature ?? ''}
                onChange={(value) => set({ temperature: typeof value === 'number' ? value : null })}
              />
            </>
          ) : null}
          {words.streams ? (
            <Switch
              label="Stream"
              mb={8}
              checked={given.stream}
              onChange={(event) => set({ stream: event.currentTarget.checked })}
            />
          ) : null}
          <div style={{ flex: 1 }} />
          {waiting ? (
            <span className="small dim" role="status" style={{ marginBottom: 8 }}>
              {waiting}
            </span>
          ) : null}
          {busy ? (
            <Button variant="default" onClick={onStop}>
              Stop
            </Button>
          ) : (
            <Button type="submit" disabled={!ready} title="Ctrl Enter">
              Send
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}
