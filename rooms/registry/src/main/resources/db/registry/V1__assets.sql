-- SPDX-License-Identifier: Apache-2.0

-- One row per version. Collation "C" makes the order of names, ids and keys the order of their bytes, on every machine.
CREATE TABLE registry.asset (
    tenant         text        NOT NULL,
    id             text        COLLATE "C" NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('model', 'prompt', 'service')),
    name           text        COLLATE "C" NOT NULL,
    version        text        COLLATE "C" NOT NULL,
    -- SemVer precedence as bytes, see SemVer.sortKey: core numbers behind their length in three digits, then '~' for a
    -- release or the pre-release identifiers. Build metadata is not in it; the version itself breaks that tie.
    sort_key       text        COLLATE "C" NOT NULL,
    stable         boolean     NOT NULL,
    status         text        NOT NULL CHECK (status IN ('draft', 'published', 'deprecated', 'retired')),
    description    text,
    owner          text,
    licence        text,
    provider       text,
    tags           jsonb       NOT NULL,
    labels         jsonb       NOT NULL,
    spec           jsonb       NOT NULL,
    digest         text        NOT NULL,
    revision       bigint      NOT NULL,
    status_reason  text,
    successor      text,
    sunset_at      timestamptz,
    created_at     timestamptz NOT NULL,
    created_by     text        NOT NULL,
    updated_at     timestamptz NOT NULL,
    updated_by     text        NOT NULL,
    published_at   timestamptz,
    deprecated_at  timestamptz,
    retired_at     timestamptz,
    PRIMARY KEY (tenant, id),
    CONSTRAINT asset_identity UNIQUE (tenant, kind, name, version)
);

-- Versions of one asset, and its latest published stable one.
CREATE INDEX asset_precedence ON registry.asset (tenant, kind, name, sort_key, version);
CREATE INDEX asset_latest ON registry.asset (tenant, kind, name, sort_key, version) WHERE status = 'published' AND stable;
-- Lists: ids rise with time, so that they are the order of creation.
CREATE INDEX asset_by_kind ON registry.asset (tenant, kind, id);
CREATE INDEX asset_by_status ON registry.asset (tenant, status, id);
CREATE INDEX asset_by_kind_and_status ON registry.asset (tenant, kind, status, id);
CREATE INDEX asset_by_name ON registry.asset (tenant, name, id);

-- What a version is found by: its words, tags, labels and the model it refers to. A table and not a GIN index, because
-- row-level security lets only leakproof operators reach an index, and those of tsvector, jsonb and arrays are not.
CREATE TABLE registry.asset_term (
    tenant   text NOT NULL,
    asset_id text COLLATE "C" NOT NULL,
    field    text COLLATE "C" NOT NULL CHECK (field IN ('word', 'tag', 'label', 'model')),
    value    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, asset_id, field, value),
    FOREIGN KEY (tenant, asset_id) REFERENCES registry.asset (tenant, id) ON DELETE CASCADE
);

CREATE INDEX asset_term_by_value ON registry.asset_term (tenant, field, value, asset_id);

SELECT platform.protect('registry.asset');
SELECT platform.protect('registry.asset_term');
