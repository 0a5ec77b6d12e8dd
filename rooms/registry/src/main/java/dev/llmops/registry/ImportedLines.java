// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.registry.dependency.CycleCheck;
import dev.llmops.registry.dependency.VersionChoice;
import dev.llmops.registry.transfer.LineRegistration;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Registers imported lines as drafts. What exists with the same content is left alone, other content is refused. */
@Singleton
final class ImportedLines implements LineRegistration {
    private final ManifestReader manifests;
    private final VersionChoice choice;
    private final Clock clock;

    ImportedLines(ManifestReader manifests, VersionChoice choice, Clock clock) {
        this.manifests = manifests;
        this.choice = choice;
        this.clock = clock;
    }

    private record Understood(Manifest manifest) implements Line {}

    private record Misunderstood(Result refusal) implements Line {}

    @Override
    public Line read(Caller caller, byte[] line) {
        try {
            return new Understood(manifests.readOne(caller.tenant(), line));
        } catch (Problem e) {
            return new Misunderstood(refused(e));
        }
    }

    @Override
    public List<Result> register(Handle sql, EventLog events, Caller caller, List<Line> lines) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        IdentityHashMap<Line, Asset> drafts = new IdentityHashMap<>();
        List<Asset> readable = new ArrayList<>();
        for (Line line : lines) {
            if (line instanceof Understood(Manifest manifest)) {
                Asset draft = Changes.draft(Ulids.next(), manifest, now, caller.name());
                drafts.put(line, draft);
                readable.add(draft);
            }
        }
        AssetRegistration.requireKinds(sql, readable);
        Set<String> created = new AssetBatchDao(sql).insert(caller.tenant().value(), readable);
        List<Asset> fresh =
                readable.stream().filter(draft -> created.contains(draft.id())).toList();
        Map<String, Problem> cycles = CycleCheck.refusals(sql, choice, caller.tenant(), fresh);
        cycles.keySet().forEach(new AssetDao(sql)::delete);
        events.appendAll(fresh.stream()
                .filter(asset -> !cycles.containsKey(asset.id()))
                .map(RegistryEvent.AssetRegistered::of)
                .toList());
        Map<String, Asset> existing = existing(sql, readable, created);
        List<Result> results = new ArrayList<>();
        for (Line line : lines) {
            Asset draft = drafts.get(line);
            results.add(
                    draft == null
                            ? ((Misunderstood) line).refusal()
                            : result(draft, created, cycles, existing.get(identity(draft))));
        }
        return results;
    }

    private static Result result(
            Asset draft, Set<String> created, Map<String, Problem> cycles, @Nullable Asset existing) {
        Problem cycle = cycles.get(draft.id());
        if (cycle != null) {
            return refused(cycle);
        }
        if (created.contains(draft.id())) {
            return new Result(Outcome.CREATED, draft.id(), null, null);
        }
        if (existing != null
                && existing.digest().equals(draft.digest())
                && Changes.contentOf(existing).equals(Changes.contentOf(draft))) {
            return new Result(Outcome.UNCHANGED, existing.id(), null, null);
        }
        return Result.refused(
                ErrorCode.DUPLICATE.code(),
                identity(draft) + " exists with other content; POST /apply changes a draft, a published version needs"
                        + " a new version");
    }

    /** What stands in the way of those that were not created, by identity. */
    private static Map<String, Asset> existing(Handle sql, List<Asset> drafts, Set<String> created) {
        Map<String, Asset> existing = new HashMap<>();
        List<Asset> others =
                drafts.stream().filter(draft -> !created.contains(draft.id())).toList();
        if (!others.isEmpty()) {
            new AssetBatchDao(sql).findByIdentity(others).forEach(asset -> existing.put(identity(asset), asset));
        }
        return existing;
    }

    private static String identity(Asset asset) {
        return asset.kind().wireName() + " " + asset.ref();
    }

    private static Result refused(Problem problem) {
        return Result.refused(problem.code().code(), problem.detail());
    }
}
