// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { api, must, setCsrfToken } from '../api/client';
import { problemOf } from '../api/problem';
import { Notice } from '../design/parts';
import { localPath } from '../logic/search';

const loginRoute = getRouteApi('/login');
const linkRoute = getRouteApi('/login/link');

function Card({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · LLMOps`;
  }, [title]);
  return (
    <main className="login">
      <div className="panel login-card stack">
        <div className="brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          LLMOps
        </div>
        <h1 style={{ fontSize: 20 }}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = problemOf(error);
  return (
    <Notice tone="bad" title={problem.title}>
      {problem.detail}
    </Notice>
  );
}

/** Remembers the session's token and opens the page that was asked for. */
function useEnter(next: string | undefined) {
  const client = useQueryClient();
  const router = useRouter();
  return (answer: { csrf_token: string }) => {
    client.clear();
    setCsrfToken(answer.csrf_token);
    router.history.push(localPath(next));
  };
}

const credentials = z.object({
  email: z.string().trim().min(1, 'Enter the e-mail address'),
  password: z.string().min(1, 'Enter the password'),
});

export function LoginPage() {
  const { next } = loginRoute.useSearch();
  const enter = useEnter(next);
  const form = useForm({ resolver: zodResolver(credentials), defaultValues: { email: '', password: '' } });
  const login = useMutation({
    mutationFn: (body: z.infer<typeof credentials>) => must(api.POST('/api/identity/v1/login', { body })),
    onSuccess: enter,
  });
  return (
    <Card title="Log in">
      <form className="stack" noValidate onSubmit={form.handleSubmit((values) => login.mutate(values))}>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          {...form.register('email')}
          error={form.formState.errors.email?.message}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          {...form.register('password')}
          error={form.formState.errors.password?.message}
        />
        <Refused error={login.error} />
        <Button type="submit" loading={login.isPending} fullWidth>
          Log in
        </Button>
      </form>
      <p className="tiny dim" style={{ margin: 0 }}>
        First time here? Open the one-time link that the server printed when it started.
      </p>
    </Card>
  );
}

const newPassword = z
  .object({ password: z.string().min(12, 'At least 12 characters'), again: z.string() })
  .refine((values) => values.password === values.again, { path: ['again'], message: 'The two passwords differ' });

export function LoginLinkPage() {
  const { token } = linkRoute.useSearch();
  const enter = useEnter(undefined);
  const form = useForm({ resolver: zodResolver(newPassword), defaultValues: { password: '', again: '' } });
  const redeem = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      must(api.POST('/api/identity/v1/login/link', { body: { token: token ?? '', password } })),
    onSuccess: enter,
  });
  if (!token)
    return (
      <Card title="The link is incomplete">
        <div>Open it exactly as the server printed it. It ends in a long token and holds for ten minutes.</div>
      </Card>
    );
  return (
    <Card title="Set your password">
      <div className="small dim">
        The link holds once and for ten minutes. Afterwards you log in with your e-mail address and this password.
      </div>
      <form className="stack" noValidate onSubmit={form.handleSubmit((values) => redeem.mutate(values))}>
        <PasswordInput
          label="New password"
          description="At least 12 characters; a few unrelated words are good"
          autoComplete="new-password"
          {...form.register('password')}
          error={form.formState.errors.password?.message}
        />
        <PasswordInput
          label="Again"
          autoComplete="new-password"
          {...form.register('again')}
          error={form.formState.errors.again?.message}
        />
        <Refused error={redeem.error} />
        <Button type="submit" loading={redeem.isPending} fullWidth>
          Set the password and log in
        </Button>
      </form>
    </Card>
  );
}
