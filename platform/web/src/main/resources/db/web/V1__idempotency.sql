-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE web.idempotency (
    tenant          text        NOT NULL,
    principal       text        NOT NULL,
    key             text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_sha256  text        NOT NULL,
    attempt         text        NOT NULL,
    response        text,
    created_at      timestamptz NOT NULL,
    attempted_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant, principal, key)
);
COMMENT ON COLUMN web.idempotency.response IS 'status, headers and body, sealed: it may hold an API key; null while the first request runs';
COMMENT ON COLUMN web.idempotency.attempt IS 'who runs it, so that an attempt given up as lost cannot answer for its successor';

CREATE INDEX idempotency_age ON web.idempotency (tenant, created_at);

SELECT platform.protect('web.idempotency');
SELECT platform.allow_system('web.idempotency');
