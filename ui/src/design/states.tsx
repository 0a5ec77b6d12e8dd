// SPDX-License-Identifier: Apache-2.0
// The four states every page has besides its content: empty, loading, error, not permitted.
import { Button, Skeleton } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { problemOf } from '../api/problem';
import { Copy } from './parts';

/** True once 150 ms have passed, so that quick answers never flash a skeleton. */
function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

export function Loading({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  const late = useLate();
  return (
    <div
      aria-busy="true"
      aria-label="Loading"
      role="status"
      className="stack tight pad"
      style={{ minHeight: rows * (height + 8) }}
    >
      {late ? Array.from({ length: rows }, (_, i) => <Skeleton key={i} height={height} radius={6} />) : null}
    </div>
  );
}

export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="blank">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const problem = problemOf(error);
  return (
    <div className="blank" role="alert">
      <h2>{problem.title}</h2>
      <p className="wrap">{problem.detail}</p>
      <div className="row" style={{ justifyContent: 'center' }}>
        {retry ? (
          <Button variant="default" onClick={retry}>
            Retry
          </Button>
        ) : null}
      </div>
      <div className="row tiny dim" style={{ justifyContent: 'center', marginTop: 16 }}>
        <span>
          Code <span className="mono">{problem.code}</span>
        </span>
        {problem.trace_id ? (
          <span className="row" style={{ gap: 2 }}>
            Trace <span className="mono wrap">{problem.trace_id}</span>
            <Copy value={problem.trace_id} label="Copy the trace id" />
          </span>
        ) : null}
      </div>
    </div>
  );
}

export function NoPermission({ permission }: { permission: string }) {
  return (
    <Empty title="You may not open this page">
      It needs the permission <span className="mono">{permission}</span>. Ask an administrator for a role that has it.
    </Empty>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Shows the content once it is there, and what is shown instead until then. Old content stays when a refresh fails. */
export function Show<T>({
  query,
  loading,
  children,
}: {
  query: Query<T>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <>{loading ?? <Loading />}</>;
}
