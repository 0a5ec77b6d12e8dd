-- SPDX-License-Identifier: Apache-2.0

-- One row per object that an organisation holds. The digest is SHA-256 in hexadecimal; where the bytes lie is named by
-- tier and location. A location is never used twice, so that removing old bytes cannot meet new ones.
CREATE TABLE registry.content (
    tenant            text        NOT NULL,
    digest            text        COLLATE "C" NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    id                text        COLLATE "C" NOT NULL,
    size_bytes        bigint      NOT NULL CHECK (size_bytes >= 0),
    content_type      text        NOT NULL,
    file_name         text,
    blake3            text        COLLATE "C",
    sha3_256          text        COLLATE "C",
    tier              text        NOT NULL CHECK (tier IN ('hot', 'warm', 'cold')),
    location          text        NOT NULL,
    -- When the file was last written, as the file system says it; another time means that somebody touched it.
    written_at_micros bigint      NOT NULL,
    damaged           boolean     NOT NULL,
    created_at        timestamptz NOT NULL,
    created_by        text        NOT NULL,
    last_read_at      timestamptz NOT NULL,
    verified_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant, digest)
);

CREATE UNIQUE INDEX content_by_id ON registry.content (tenant, id);
CREATE INDEX content_by_blake3 ON registry.content (tenant, blake3) WHERE blake3 IS NOT NULL;
CREATE INDEX content_by_sha3 ON registry.content (tenant, sha3_256) WHERE sha3_256 IS NOT NULL;
CREATE INDEX content_by_verification ON registry.content (tenant, damaged, verified_at);
CREATE INDEX content_by_read ON registry.content (tenant, damaged, last_read_at);

-- What an organisation stores, kept beside the rows so that a quota is decided without counting them.
CREATE TABLE registry.content_usage (
    tenant       text   NOT NULL PRIMARY KEY,
    stored_bytes bigint NOT NULL,
    objects      bigint NOT NULL
);

-- Uploads on their way. offset_bytes are on the disk for certain; reserved_bytes are taken from the quota.
CREATE TABLE registry.content_upload (
    tenant         text        NOT NULL,
    id             text        COLLATE "C" NOT NULL,
    size_bytes     bigint,
    offset_bytes   bigint      NOT NULL,
    reserved_bytes bigint      NOT NULL,
    digest         text,
    algorithm      text        NOT NULL,
    content_type   text        NOT NULL,
    file_name      text,
    created_at     timestamptz NOT NULL,
    created_by     text        NOT NULL,
    expires_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- Bytes that no row names any more, to be removed once no reader can still hold them.
CREATE TABLE registry.content_leaving (
    tenant   text        NOT NULL,
    tier     text        NOT NULL,
    location text        NOT NULL,
    after    timestamptz NOT NULL,
    PRIMARY KEY (tenant, tier, location)
);

CREATE TABLE registry.content_rules (
    tenant     text        NOT NULL PRIMARY KEY,
    rules      jsonb       NOT NULL,
    revision   bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL
);

-- The files of a version.
CREATE TABLE registry.artifact (
    tenant      text        NOT NULL,
    asset_id    text        COLLATE "C" NOT NULL,
    name        text        COLLATE "C" NOT NULL,
    digest      text        COLLATE "C" NOT NULL,
    attached_at timestamptz NOT NULL,
    attached_by text        NOT NULL,
    PRIMARY KEY (tenant, asset_id, name),
    FOREIGN KEY (tenant, asset_id) REFERENCES registry.asset (tenant, id) ON DELETE CASCADE,
    CONSTRAINT artifact_content FOREIGN KEY (tenant, digest) REFERENCES registry.content (tenant, digest)
);

CREATE INDEX artifact_by_digest ON registry.artifact (tenant, digest);

SELECT platform.protect('registry.content');
SELECT platform.protect('registry.content_usage');
SELECT platform.protect('registry.content_upload');
SELECT platform.protect('registry.content_leaving');
SELECT platform.protect('registry.content_rules');
SELECT platform.protect('registry.artifact');
