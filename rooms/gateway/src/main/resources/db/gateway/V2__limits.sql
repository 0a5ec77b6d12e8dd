-- SPDX-License-Identifier: Apache-2.0
-- What is limited for one subject is read and written as a whole.
CREATE TABLE gateway.limit_set (
    tenant     text        NOT NULL,
    level      text        COLLATE "C" NOT NULL CHECK (level IN ('organisation', 'team', 'user', 'key')),
    subject    text        COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 64),
    spec       jsonb       NOT NULL CHECK (jsonb_typeof(spec) = 'object'),
    revision   bigint      NOT NULL CHECK (revision > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    PRIMARY KEY (tenant, level, subject)
);

SELECT platform.protect('gateway.limit_set');
SELECT platform.allow_system('gateway.limit_set');
