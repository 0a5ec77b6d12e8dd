-- SPDX-License-Identifier: Apache-2.0

-- What was sent lies in a file; this row says how far it was worked off. It moves in the transaction that registers.
CREATE TABLE registry.import (
    tenant         text        NOT NULL,
    id             text        COLLATE "C" NOT NULL,
    state          text        NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    file_bytes     bigint      NOT NULL,
    gzip           boolean     NOT NULL,
    position_bytes bigint      NOT NULL,
    lines          bigint      NOT NULL,
    created        bigint      NOT NULL,
    unchanged      bigint      NOT NULL,
    refused        bigint      NOT NULL,
    detail         text,
    created_by     text        NOT NULL,
    principal      text        NOT NULL,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    PRIMARY KEY (tenant, id)
);

-- Results of the lines of one batch: [[line, outcome, asset id, code, detail], …].
CREATE TABLE registry.import_result (
    tenant     text   NOT NULL,
    import_id  text   COLLATE "C" NOT NULL,
    first_line bigint NOT NULL,
    last_line  bigint NOT NULL,
    refused    bigint NOT NULL,
    results    jsonb  NOT NULL,
    PRIMARY KEY (tenant, import_id, first_line),
    FOREIGN KEY (tenant, import_id) REFERENCES registry.import (tenant, id) ON DELETE CASCADE
);

SELECT platform.protect('registry.import');
SELECT platform.protect('registry.import_result');
