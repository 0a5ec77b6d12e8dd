// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.registry.Contents;
import dev.llmops.contracts.registry.StoredContent;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The door, opened in this process. */
@Singleton
final class LocalContents implements Contents {
    private final Database database;
    private final ContentCatalogue catalogue;

    LocalContents(Database database, ContentCatalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    @Override
    public Optional<StoredContent> find(TenantId tenant, String digest) {
        return catalogue.find(tenant, ContentDigest.parse(digest)).map(ContentRow::toDoor);
    }

    @Override
    public InputStream open(TenantId tenant, String digest) {
        try {
            return catalogue.openVerified(tenant, catalogue.get(tenant, ContentDigest.parse(digest)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Artifact> artifacts(TenantId tenant, String assetId) {
        return database
                .read(tenant, sql -> new ArtifactDao(sql).list(assetId, null, Artifacts.MAX_PER_VERSION))
                .stream()
                .map(row -> new Artifact(row.name(), row.content().toDoor()))
                .toList();
    }
}
