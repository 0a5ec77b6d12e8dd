-- SPDX-License-Identifier: Apache-2.0

-- Kinds that an administrator registered. They are never changed: versions were checked against them.
CREATE TABLE registry.kind (
    tenant      text        NOT NULL,
    name        text        COLLATE "C" NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    description text        NOT NULL,
    spec_schema jsonb       NOT NULL,
    created_at  timestamptz NOT NULL,
    created_by  text        NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Where an alias leads. A draft cannot be its target, so that no target is ever deleted.
CREATE TABLE registry.alias (
    tenant     text        NOT NULL,
    kind       text        COLLATE "C" NOT NULL,
    name       text        COLLATE "C" NOT NULL,
    alias      text        COLLATE "C" NOT NULL,
    asset_id   text        COLLATE "C" NOT NULL,
    version    text        COLLATE "C" NOT NULL,
    revision   bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    PRIMARY KEY (tenant, kind, name, alias)
);

CREATE INDEX alias_by_target ON registry.alias (tenant, asset_id, alias);

-- Every move of every alias, also of those that are gone; for ever.
CREATE TABLE registry.alias_move (
    tenant       text        NOT NULL,
    kind         text        COLLATE "C" NOT NULL,
    name         text        COLLATE "C" NOT NULL,
    alias        text        COLLATE "C" NOT NULL,
    id           text        COLLATE "C" NOT NULL,
    from_version text,
    to_version   text,
    reason       text,
    actor        text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, name, alias, id)
);

-- What changed of a version after it was registered: the members that differ, as they were and as they became.
CREATE TABLE registry.asset_change (
    tenant       text        NOT NULL,
    asset_id     text        COLLATE "C" NOT NULL,
    id           text        COLLATE "C" NOT NULL,
    action       text        NOT NULL,
    revision     bigint      NOT NULL,
    reason       text,
    before_state jsonb       NOT NULL,
    after_state  jsonb       NOT NULL,
    actor        text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant, asset_id, id)
);

-- Typed notes on a version, outside of its digest.
CREATE TABLE registry.annotation (
    tenant     text        NOT NULL,
    asset_id   text        COLLATE "C" NOT NULL,
    key        text        COLLATE "C" NOT NULL,
    type       text        NOT NULL,
    value      jsonb       NOT NULL,
    revision   bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    PRIMARY KEY (tenant, asset_id, key)
);

-- Versions are found by the assets they depend on, too.
ALTER TABLE registry.asset_term DROP CONSTRAINT asset_term_field_check;
ALTER TABLE registry.asset_term
    ADD CONSTRAINT asset_term_field_check CHECK (field IN ('word', 'tag', 'label', 'model', 'needs'));

INSERT INTO registry.asset_term (tenant, asset_id, field, value)
SELECT DISTINCT a.tenant, a.id, 'needs', (d.item ->> 'kind') || ' ' || (d.item ->> 'name')
FROM registry.asset a CROSS JOIN LATERAL jsonb_array_elements(a.dependencies) AS d (item);

SELECT platform.protect('registry.kind');
SELECT platform.protect('registry.alias');
SELECT platform.protect('registry.alias_move');
SELECT platform.protect('registry.asset_change');
SELECT platform.protect('registry.annotation');
