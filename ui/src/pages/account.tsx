// SPDX-License-Identifier: Apache-2.0
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { api, must } from '../api/client';
import { problemOf } from '../api/problem';
import { useMe } from '../app/session';
import { Ago, Facts, Notice, Panel } from '../design/parts';
import { ThingShell } from '../design/shells';
import { words } from '../logic/format';

const change = z
  .object({
    current: z.string().min(1, 'Enter the present password'),
    password: z.string().min(12, 'At least 12 characters'),
    again: z.string(),
  })
  .refine((values) => values.password === values.again, { path: ['again'], message: 'The two passwords differ' });

export function AccountPage() {
  const me = useMe();
  const form = useForm({ resolver: zodResolver(change), defaultValues: { current: '', password: '', again: '' } });
  const save = useMutation({
    mutationFn: (values: z.infer<typeof change>) =>
      must(
        api.POST('/api/identity/v1/me/password', {
          body: { current_password: values.current, new_password: values.password },
        }),
      ),
    onSuccess: () => form.reset(),
  });
  const errors = form.formState.errors;
  return (
    <ThingShell title="Account" sub={me.name}>
      <Panel title="About you">
        <Facts
          items={[
            ['E-mail', me.user?.email],
            ['Organisation', me.organisation.name],
            ['Roles', me.roles.map(words).join(', ')],
            ['Last login', <Ago key="login" time={me.user?.last_login_at} />],
          ]}
        />
      </Panel>
      <Panel title="Password">
        <form
          className="stack"
          noValidate
          style={{ maxWidth: 360 }}
          onSubmit={form.handleSubmit((values) => save.mutate(values))}
        >
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            {...form.register('current')}
            error={errors.current?.message}
          />
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            {...form.register('password')}
            error={errors.password?.message}
          />
          <PasswordInput
            label="Again"
            autoComplete="new-password"
            {...form.register('again')}
            error={errors.again?.message}
          />
          {save.isSuccess ? <Notice tone="good" title="The password is changed." /> : null}
          {save.error ? (
            <Notice tone="bad" title={problemOf(save.error).title}>
              {problemOf(save.error).detail}
            </Notice>
          ) : null}
          <div>
            <Button type="submit" loading={save.isPending}>
              Change the password
            </Button>
          </div>
        </form>
      </Panel>
    </ThingShell>
  );
}
