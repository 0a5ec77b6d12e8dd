// SPDX-License-Identifier: Apache-2.0
import { Button, Modal, MultiSelect, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors, problemOf } from '../api/problem';
import type { IssuedKey, Role } from '../api/types';
import { Notice } from '../design/parts';
import { words } from '../logic/format';

const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: 'never', label: 'Until revoked' },
];

interface Props {
  disabled?: boolean;
  /** The roles that may be given; none means the key belongs to a subscription. */
  roles?: Role[];
  create: (name: string, days: number | null, roles: Role[]) => Promise<IssuedKey>;
  onIssued: (key: IssuedKey) => void | Promise<void>;
}

export function NewKey({ disabled = false, roles, create, onIssued }: Props) {
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [life, setLife] = useState('90');
  const [given, setGiven] = useState<Role[]>([]);
  const make = useMutation({
    mutationFn: () => create(name.trim(), life === 'never' ? null : Number(life), given),
    onSuccess: async (key) => {
      setOpened(false);
      setName('');
      await onIssued(key);
    },
  });
  const incomplete = !name.trim() || (roles !== undefined && given.length === 0);
  return (
    <>
      <Button size="xs" disabled={disabled} onClick={() => setOpened(true)}>
        Create a key
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Create a key">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!incomplete) make.mutate();
          }}
        >
          <TextInput
            label="Name"
            description="Which application uses it, such as support-bot"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldErrors(make.error)['name']}
          />
          {roles ? (
            <MultiSelect
              label="Roles"
              description="At most your own. A key is an account of its own."
              required
              data={roles.map((role) => ({ value: role, label: words(role) }))}
              value={given}
              onChange={(value) => setGiven(value)}
            />
          ) : null}
          <Select
            label="Ends after"
            data={lives}
            value={life}
            allowDeselect={false}
            onChange={(value) => setLife(value ?? '90')}
          />
          {make.error ? (
            <Notice tone="bad" title={problemOf(make.error).title}>
              {problemOf(make.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button type="submit" loading={make.isPending} disabled={incomplete}>
              Create
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
