-- SPDX-License-Identifier: Apache-2.0

-- Whom an organisation believes. A row is never deleted: a revoked root must be told from one that never was.
CREATE TABLE provenance.trust_root (
    tenant            text        NOT NULL,
    id                text        COLLATE "C" NOT NULL,
    name              text        NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('public_key', 'certificate')),
    purposes          text        NOT NULL,
    key_id            text        NOT NULL,
    fingerprint       text        NOT NULL,
    algorithm         text        NOT NULL,
    subject           text,
    pem               text        NOT NULL,
    -- The certificates issued for a signing key, its own first.
    certificates      text,
    -- PKCS #8 in base 64 under AES-256-GCM, bound to tenant and id; null for what others sign with.
    sealed_key        text,
    valid_from        timestamptz,
    valid_to          timestamptz,
    created_at        timestamptz NOT NULL,
    created_by        text        NOT NULL,
    revoked_at        timestamptz,
    revoked_by        text,
    revocation_reason text,
    PRIMARY KEY (tenant, id),
    CONSTRAINT trust_root_name UNIQUE (tenant, name),
    CONSTRAINT trust_root_fingerprint UNIQUE (tenant, fingerprint)
);

-- Which build services an organisation knows, and how far it believes them.
CREATE TABLE provenance.builder (
    tenant     text        NOT NULL,
    id         text        COLLATE "C" NOT NULL,
    builder_id text        NOT NULL,
    signer     text,
    max_level  integer     NOT NULL CHECK (max_level BETWEEN 1 AND 3),
    created_at timestamptz NOT NULL,
    created_by text        NOT NULL,
    PRIMARY KEY (tenant, id),
    CONSTRAINT builder_pattern UNIQUE (tenant, builder_id)
);

-- Signatures and attestations as they were sent. Verdicts are not kept: a revocation changes them at once.
CREATE TABLE provenance.document (
    tenant       text        NOT NULL,
    id           text        COLLATE "C" NOT NULL,
    asset_id     text        COLLATE "C" NOT NULL,
    role         text        NOT NULL CHECK (role IN ('signature', 'attestation')),
    format       text        NOT NULL CHECK (format IN ('detached', 'dsse', 'bundle')),
    asset_digest text        NOT NULL,
    fingerprint  text        NOT NULL,
    body         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   text        NOT NULL,
    PRIMARY KEY (tenant, id),
    CONSTRAINT document_once UNIQUE (tenant, asset_id, role, fingerprint)
);

-- "Must be signed by".
CREATE TABLE provenance.rule (
    tenant         text        NOT NULL,
    id             text        COLLATE "C" NOT NULL,
    name           text        NOT NULL,
    kind           text,
    name_pattern   text,
    labels         jsonb       NOT NULL,
    signers        jsonb       NOT NULL,
    min_signatures integer     NOT NULL CHECK (min_signatures BETWEEN 0 AND 10),
    min_level      integer     NOT NULL CHECK (min_level BETWEEN 0 AND 3),
    created_at     timestamptz NOT NULL,
    created_by     text        NOT NULL,
    PRIMARY KEY (tenant, id),
    CONSTRAINT rule_name UNIQUE (tenant, name)
);

-- What an imported bill of materials said of an asset beyond what a manifest holds; given back on export.
CREATE TABLE provenance.component (
    tenant       text        NOT NULL,
    asset_id     text        COLLATE "C" NOT NULL,
    asset_digest text        NOT NULL,
    body         jsonb       NOT NULL,
    imported_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, asset_id)
);

SELECT platform.protect('provenance.trust_root');
SELECT platform.protect('provenance.builder');
SELECT platform.protect('provenance.document');
SELECT platform.protect('provenance.rule');
SELECT platform.protect('provenance.component');
