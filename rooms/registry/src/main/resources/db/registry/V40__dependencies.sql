-- SPDX-License-Identifier: Apache-2.0

-- What versions declare, an edge a row, so that it can be asked from its other end. Written with the version; there is no
-- foreign key, since its check cost more than the row.
CREATE TABLE registry.asset_dependency (
    tenant          text    NOT NULL,
    asset_id        text    COLLATE "C" NOT NULL,
    place           int     NOT NULL,
    target_kind     text    COLLATE "C" NOT NULL,
    target_name     text    COLLATE "C" NOT NULL,
    constraint_text text    COLLATE "C" NOT NULL,
    type            text    NOT NULL,
    required        boolean NOT NULL,
    PRIMARY KEY (tenant, asset_id, place)
);

CREATE INDEX asset_dependency_of_target ON registry.asset_dependency (tenant, target_kind, target_name, asset_id);

INSERT INTO registry.asset_dependency (
    tenant, asset_id, place, target_kind, target_name, constraint_text, type, required)
SELECT a.tenant, a.id, d.place - 1, d.item ->> 'kind', d.item ->> 'name', d.item ->> 'constraint', d.item ->> 'type',
    CAST(d.item ->> 'required' AS boolean)
FROM registry.asset a
CROSS JOIN LATERAL jsonb_array_elements(a.dependencies) WITH ORDINALITY AS d (item, place)
WHERE a.dependencies IS NOT NULL;

SELECT platform.protect('registry.asset_dependency');

-- The check of this key cost more than the term it guarded; a version is only deleted together with its terms.
ALTER TABLE registry.asset_term DROP CONSTRAINT asset_term_tenant_asset_id_fkey;

-- Words of descriptions are found by the search room. Here are those of names.
DELETE FROM registry.asset_term t
USING registry.asset a
WHERE t.tenant = a.tenant AND t.asset_id = a.id AND t.field = 'word' AND position(t.value IN lower(a.name)) = 0;

-- What is needed stands in registry.asset_dependency now.
DELETE FROM registry.asset_term WHERE field = 'needs';
