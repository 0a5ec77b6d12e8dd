// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.ContentEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** The files of versions: they change while the version is a draft, and never after. */
@Singleton
final class Artifacts {
    static final int MAX_PER_VERSION = 1_000;

    private final Database database;
    private final Clock clock;

    Artifacts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param created false when the name was there and now means this object */
    record Attached(ArtifactDao.Row artifact, boolean created) {}

    Attached put(Caller caller, String assetId, ArtifactName name, ContentDigest digest) {
        return database.change(caller, (sql, events) -> {
            ArtifactDao artifacts = new ArtifactDao(sql);
            String status = artifacts.holdStatus(assetId).orElseThrow(() -> noAsset(assetId));
            Optional<ArtifactDao.Row> before = artifacts.find(assetId, name.text());
            ContentRow content = new ContentDao(sql)
                    .share(digest)
                    .orElseThrow(() -> Problem.invalid(
                            "digest", digest, "the digest of an object that your organisation holds; upload it first"));
            boolean same = before.isPresent() && before.get().content().sha256().equals(content.sha256());
            if (!same) {
                requireDraft(status, assetId);
                if (before.isEmpty() && artifacts.count(assetId) >= MAX_PER_VERSION) {
                    throw Problem.invalid(
                            "name", name.text(), "at most " + MAX_PER_VERSION + " artifacts of a version; pack them");
                }
                artifacts.put(
                        caller.tenant().value(),
                        assetId,
                        name.text(),
                        content.sha256(),
                        caller.name(),
                        clock.instant());
                events.append(new ContentEvent.ArtifactAttached(
                        assetId, name.text(), content.digest().toString()));
            }
            return new Attached(artifacts.find(assetId, name.text()).orElseThrow(), before.isEmpty());
        });
    }

    void remove(Caller caller, String assetId, ArtifactName name) {
        database.change(caller, (sql, events) -> {
            ArtifactDao artifacts = new ArtifactDao(sql);
            requireDraft(artifacts.holdStatus(assetId).orElseThrow(() -> noAsset(assetId)), assetId);
            if (!artifacts.remove(assetId, name.text())) {
                throw noArtifact(name);
            }
            events.append(new ContentEvent.ArtifactRemoved(assetId, name.text()));
            return name;
        });
    }

    ArtifactDao.Row get(Caller caller, String assetId, ArtifactName name) {
        return database.read(caller.tenant(), sql -> new ArtifactDao(sql).find(assetId, name.text()))
                .orElseThrow(() -> noArtifact(name));
    }

    Page<ArtifactDao.Row> list(Caller caller, String assetId, PageRequest page) {
        return database.read(caller.tenant(), sql -> {
            ArtifactDao artifacts = new ArtifactDao(sql);
            if (!artifacts.assetExists(assetId)) {
                throw noAsset(assetId);
            }
            return Page.of(artifacts.list(assetId, page.after(), page.fetch()), page, ArtifactDao.Row::name);
        });
    }

    private static void requireDraft(String status, String assetId) {
        if (!status.equals("draft")) {
            throw new Problem(
                    ErrorCode.VERSION_IMMUTABLE,
                    "The version " + assetId + " is " + status
                            + " and its artifacts cannot change; register a new version with the other files");
        }
    }

    private static Problem noAsset(String assetId) {
        return Problem.notFound("asset", assetId, "the id of a version of your organisation");
    }

    private static Problem noArtifact(ArtifactName name) {
        return Problem.notFound("name", name.text(), "the name of an artifact of this version");
    }
}
