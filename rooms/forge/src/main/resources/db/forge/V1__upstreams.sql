-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE forge.upstream (
    id                text PRIMARY KEY,
    tenant            text        NOT NULL,
    name              text        NOT NULL CHECK (name ~ '^[a-z0-9-]{1,64}$'),
    kind              text        NOT NULL CHECK (kind IN ('openai_compatible', 'simulator')),
    base_url          text        CHECK (kind <> 'openai_compatible' OR base_url IS NOT NULL),
    sealed_credential text,
    timeout_ms        bigint      NOT NULL CHECK (timeout_ms > 0),
    latency_ms        bigint      NOT NULL CHECK (latency_ms >= 0),
    token_delay_ms    bigint      NOT NULL CHECK (token_delay_ms >= 0),
    revision          bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    deleted_at        timestamptz
);

-- A deleted upstream gives its name back.
CREATE UNIQUE INDEX upstream_name ON forge.upstream (tenant, name) WHERE deleted_at IS NULL;
CREATE INDEX upstream_page ON forge.upstream (tenant, id) WHERE deleted_at IS NULL;

SELECT platform.protect('forge.upstream');
SELECT platform.allow_system('forge.upstream');
