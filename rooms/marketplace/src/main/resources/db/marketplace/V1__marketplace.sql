-- SPDX-License-Identifier: Apache-2.0

-- array_to_string is only declared stable; over text it never changes its answer, which a stored column needs.
CREATE FUNCTION marketplace.words(items text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_string(items, ' ');

-- One row per version of a listing. At most one per slug is current: the one that consumers get, also once it is retired.
CREATE TABLE marketplace.service (
    tenant            text        NOT NULL,
    id                text        NOT NULL,
    slug              text        NOT NULL CHECK (slug ~ '^[a-z0-9-]{3,255}$'),
    version           text        NOT NULL,
    state             text        NOT NULL
        CHECK (state IN ('draft', 'validating', 'pending_approval', 'active', 'deprecated', 'retired')),
    current           boolean     NOT NULL DEFAULT false,
    name              text        NOT NULL,
    sort_name         text        NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    description       text        NOT NULL,
    readme            text        NOT NULL,
    category          text        NOT NULL,
    tags              text[]      NOT NULL,
    model             text        NOT NULL,
    registry_ref      text        NOT NULL,
    from_asset        boolean     NOT NULL,
    upstream          text        NOT NULL,
    upstream_id       text,
    upstream_model    text        NOT NULL,
    plan              jsonb       NOT NULL,
    price_provider    text,
    price_model       text,
    publisher_id      text        NOT NULL,
    publisher_name    text        NOT NULL,
    submitted_by      text        NOT NULL,
    submitted_by_name text        NOT NULL,
    submitted_with    text[]      NOT NULL,
    state_reason      text,
    sunset_at         timestamptz,
    approval_id       text,
    attempt           integer     NOT NULL,
    revision          bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    published_at      timestamptz,
    -- What a worker has to do next, when, how often it failed, and the fence against a worker that was given up.
    work              text CHECK (work IN ('checks', 'approval', 'activation', 'retirement')),
    work_due_at       timestamptz,
    work_tries        integer     NOT NULL DEFAULT 0,
    work_epoch        bigint      NOT NULL DEFAULT 0,
    document          tsvector    NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', name || ' ' || replace(slug, '-', ' ')), 'A')
        || setweight(to_tsvector('english', description), 'B')
        || setweight(to_tsvector('simple', marketplace.words(tags) || ' ' || replace(category, '_', ' ')), 'C')) STORED,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, slug, version),
    CHECK ((work IS NULL) = (work_due_at IS NULL)),
    CHECK (state NOT IN ('active', 'deprecated') OR current),
    CHECK (state NOT IN ('active', 'deprecated', 'retired')
        OR (upstream_id IS NOT NULL AND price_provider IS NOT NULL AND price_model IS NOT NULL
            AND published_at IS NOT NULL))
);

CREATE UNIQUE INDEX service_current ON marketplace.service (tenant, slug) WHERE current;
CREATE INDEX service_state ON marketplace.service (tenant, state, id);
CREATE INDEX service_publisher ON marketplace.service (tenant, publisher_id, id);
CREATE INDEX service_work ON marketplace.service (work_due_at) WHERE work IS NOT NULL;
-- No GIN index on document or tags: row-level security lets no index serve an operator that is not leakproof, and text
-- search and array containment are not. The catalogue of one tenant is read through the indexes below instead.
CREATE INDEX service_newest ON marketplace.service (tenant, published_at, id)
    WHERE state IN ('active', 'deprecated');
CREATE INDEX service_by_name ON marketplace.service (tenant, sort_name, id)
    WHERE state IN ('active', 'deprecated');
CREATE INDEX service_category ON marketplace.service (tenant, category, published_at, id)
    WHERE state IN ('active', 'deprecated');

CREATE TABLE marketplace.publication_step (
    tenant     text     NOT NULL,
    service_id text     NOT NULL,
    attempt    integer  NOT NULL,
    position   smallint NOT NULL,
    name       text     NOT NULL,
    result     text     NOT NULL CHECK (result IN ('pending', 'running', 'passed', 'failed', 'skipped')),
    started_at timestamptz,
    ended_at   timestamptz,
    findings   jsonb    NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant, service_id, attempt, position),
    FOREIGN KEY (tenant, service_id) REFERENCES marketplace.service (tenant, id)
);

-- Decisions heard of: the same one delivered again changes nothing.
CREATE TABLE marketplace.decision (
    tenant      text        NOT NULL,
    approval_id text        NOT NULL,
    event_id    text        NOT NULL,
    service_id  text        NOT NULL,
    state       text        NOT NULL,
    heard_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant, approval_id)
);

CREATE TABLE marketplace.subscription (
    tenant          text        NOT NULL,
    id              text        NOT NULL,
    slug            text        NOT NULL,
    subscriber_id   text        NOT NULL,
    subscriber_name text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX subscription_open ON marketplace.subscription (tenant, slug, subscriber_id) WHERE state <> 'ended';
CREATE INDEX subscription_subscriber ON marketplace.subscription (tenant, subscriber_id, id);
CREATE INDEX subscription_slug ON marketplace.subscription (tenant, slug, id);
CREATE INDEX subscription_state ON marketplace.subscription (tenant, state, id);

SELECT platform.protect('marketplace.service');
SELECT platform.protect('marketplace.publication_step');
SELECT platform.protect('marketplace.decision');
SELECT platform.protect('marketplace.subscription');
-- The publishing worker looks for work, and the gateway's snapshot for offers, over all tenants.
SELECT platform.allow_system('marketplace.service');
SELECT platform.allow_system('marketplace.subscription');
