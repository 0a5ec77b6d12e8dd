// SPDX-License-Identifier: Apache-2.0
import { Button, Modal, MultiSelect, PasswordInput, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '../api/client';
import { fieldErrors, problemOf } from '../api/problem';
import { refresh, users } from '../api/queries';
import type { Role, User } from '../api/types';
import { useMay, useMe } from '../app/session';
import { Act } from '../design/act';
import { Ago, Notice, State } from '../design/parts';
import { ListShell } from '../design/shells';
import { Show } from '../design/states';
import { flat, LoadMore, Table, type Column } from '../design/table';
import { words } from '../logic/format';

const allRoles: Role[] = ['reader', 'publisher', 'approver', 'admin'];
const roleChoices = allRoles.map((role) => ({ value: role, label: words(role) }));

const read: Column<User>[] = [
  { name: 'Name', cell: (it) => <strong style={{ fontWeight: 500 }}>{it.name}</strong> },
  { name: 'E-mail', cell: (it) => <span className="wrap">{it.email}</span> },
  { name: 'Roles', cell: (it) => it.roles.map(words).join(', ') },
  { name: 'State', cell: (it) => <State value={it.state} /> },
  { name: 'Last login', cell: (it) => <Ago time={it.last_login_at} fallback="never" /> },
];
const write: Column<User>[] = [...read, { name: 'Actions', numeric: true, cell: (it) => <Actions it={it} /> }];

export function UsersPage() {
  const query = useInfiniteQuery(users);
  const mayWrite = useMay('users:write');
  return (
    <ListShell title="Users" sub="Who may log in, and what they may do." actions={mayWrite ? <NewUser /> : null}>
      <section className="panel">
        <Show query={query}>
          {(data) => (
            <Table label="Users" items={flat(data)} columns={mayWrite ? write : read} rowKey={(it) => it.id} />
          )}
        </Show>
      </section>
      <LoadMore query={query} />
    </ListShell>
  );
}

function Actions({ it }: { it: User }) {
  const client = useQueryClient();
  const me = useMe();
  const [roles, setRoles] = useState<Role[]>([...it.roles]);
  const change = (body: { roles?: Role[]; state?: User['state'] }) =>
    must(api.PATCH('/api/identity/v1/users/{id}', { params: { path: { id: it.id } }, body })).then(() =>
      refresh(client, 'users'),
    );
  const small = { size: 'compact-xs', variant: 'subtle', color: 'gray' } as const;
  if (it.id === me.user?.id) return <span className="tiny dim">That is you</span>;
  return (
    <div className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap', gap: 4 }}>
      <Act label="Change roles" title={`Roles of ${it.name}`} button={small} run={() => change({ roles })}>
        <MultiSelect label="Roles" data={roleChoices} value={roles} onChange={(value) => setRoles(value)} />
      </Act>
      {it.state === 'active' ? (
        <Act
          label="Suspend"
          title={`Suspend ${it.name}`}
          danger
          button={small}
          run={() => change({ state: 'suspended' })}
        >
          They are logged out and cannot log in until you activate them again. What they made stays.
        </Act>
      ) : (
        <Act label="Activate" title={`Activate ${it.name}`} button={small} run={() => change({ state: 'active' })}>
          They can log in again with their old password and roles.
        </Act>
      )}
    </div>
  );
}

const blank = { email: '', name: '', password: '', roles: ['reader'] as Role[] };

function NewUser() {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [values, setValues] = useState(blank);
  const add = useMutation({
    mutationFn: () => must(api.POST('/api/identity/v1/users', { body: values })),
    onSuccess: async () => {
      setOpened(false);
      setValues(blank);
      await refresh(client, 'users');
    },
  });
  const errors = fieldErrors(add.error);
  const incomplete = !values.email || !values.name || values.password.length < 12 || values.roles.length === 0;
  return (
    <>
      <Button onClick={() => setOpened(true)}>Add a user</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Add a user">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!incomplete) add.mutate();
          }}
        >
          <TextInput
            label="Name"
            required
            data-autofocus
            value={values.name}
            error={errors['name']}
            onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
          />
          <TextInput
            label="E-mail"
            type="email"
            required
            value={values.email}
            error={errors['email']}
            onChange={(event) => setValues({ ...values, email: event.currentTarget.value })}
          />
          <PasswordInput
            label="First password"
            description="At least 12 characters. Hand it over on a safe way; they can change it under Account."
            required
            autoComplete="new-password"
            value={values.password}
            error={errors['password']}
            onChange={(event) => setValues({ ...values, password: event.currentTarget.value })}
          />
          <MultiSelect
            label="Roles"
            required
            data={roleChoices}
            value={values.roles}
            onChange={(value) => setValues({ ...values, roles: value })}
          />
          {add.error ? (
            <Notice tone="bad" title={problemOf(add.error).title}>
              {problemOf(add.error).detail}
            </Notice>
          ) : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button type="submit" loading={add.isPending} disabled={incomplete}>
              Add
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
