// SPDX-License-Identifier: Apache-2.0
// A button that says what will happen before it happens.
import { Button, Modal, Textarea, TextInput, type ButtonProps } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { problemOf } from '../api/problem';
import { Notice } from './parts';

interface Props {
  label: string;
  title: string;
  /** What goes, and what depends on it. */
  children: ReactNode;
  /** Asks for a reason; `required` refuses an empty one. */
  reason?: 'required' | 'optional';
  /** What must be typed; only for what cannot be undone. */
  typed?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  button?: ButtonProps;
  run: (reason: string) => Promise<unknown>;
}

export function Act({ label, title, children, reason, typed, danger, disabled, button, run }: Props) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const close = () => {
    setOpened(false);
    setText('');
    setConfirmation('');
    action.reset();
  };
  const action = useMutation({ mutationFn: () => run(text.trim()), onSuccess: close });
  const incomplete = (reason === 'required' && !text.trim()) || (typed !== undefined && confirmation !== typed);
  return (
    <>
      <Button variant="default" {...button} disabled={disabled ?? false} onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} size="md">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!incomplete) action.mutate();
          }}
        >
          <div>{children}</div>
          {reason ? (
            <Textarea
              label="Reason"
              description="Everybody who can see this will read it."
              required={reason === 'required'}
              autosize
              minRows={2}
              maxLength={1000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
          ) : null}
          {typed === undefined ? null : (
            <TextInput
              label={
                <>
                  Type <span className="mono">{typed}</span> to confirm
                </>
              }
              value={confirmation}
              autoComplete="off"
              onChange={(event) => setConfirmation(event.currentTarget.value)}
              data-autofocus={reason ? undefined : true}
            />
          )}
          {action.error ? (
            <Notice tone="bad" title={problemOf(action.error).title}>
              {problemOf(action.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={close}>
              Keep it as it is
            </Button>
            <Button type="submit" color={danger ? 'red.9' : undefined} loading={action.isPending} disabled={incomplete}>
              {label}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
