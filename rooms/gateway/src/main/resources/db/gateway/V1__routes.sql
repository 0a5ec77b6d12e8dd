-- SPDX-License-Identifier: Apache-2.0
-- The route of a service belongs to the slug: it outlives the service's versions.
CREATE TABLE gateway.route (
    tenant     text        NOT NULL,
    service    text        NOT NULL CHECK (length(service) BETWEEN 1 AND 200),
    spec       jsonb       NOT NULL CHECK (jsonb_typeof(spec) = 'object'),
    revision   bigint      NOT NULL CHECK (revision > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    PRIMARY KEY (tenant, service)
);

SELECT platform.protect('gateway.route');
SELECT platform.allow_system('gateway.route');
