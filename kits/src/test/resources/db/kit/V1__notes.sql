-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE kit.note (
    tenant text NOT NULL,
    id text PRIMARY KEY,
    body text NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    spec jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, body)
);
SELECT platform.protect('kit.note');
