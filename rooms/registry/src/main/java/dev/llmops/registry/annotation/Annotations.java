// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.history.AssetHistory;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes typed notes on versions, published ones included, and keeps what they said before. */
@Singleton
final class Annotations {
    static final int MAX_ANNOTATIONS = 200;
    static final int MAX_BYTES = 65_536;
    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    private final Database database;
    private final Clock clock;

    Annotations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Writes it; the same once more changes nothing. {@code ifMatch} is needed where the key is taken. */
    Annotation set(
            Caller caller, String id, String key, AnnotationType type, JsonNode value, @Nullable String ifMatch) {
        requireForm(key, type, value);
        return database.change(caller, (sql, events) -> {
            AnnotationDao annotations = new AnnotationDao(sql);
            String assetId = required(annotations, id);
            Optional<Annotation> before = annotations.find(assetId, key);
            requireState(annotations, before, assetId, ifMatch);
            if (before.isPresent() && same(before.get(), type, value)) {
                return before.get();
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Annotation after = new Annotation(
                    assetId,
                    key,
                    type,
                    value,
                    before.map(Annotation::revision).orElse(0L) + 1,
                    before.map(Annotation::createdAt).orElse(now),
                    now,
                    caller.name());
            annotations.write(caller.tenant().value(), after);
            record(caller, sql, events, before.orElse(null), after, now);
            return after;
        });
    }

    void remove(Caller caller, String id, String key, @Nullable String ifMatch) {
        database.change(caller, (sql, events) -> {
            AnnotationDao annotations = new AnnotationDao(sql);
            String assetId = required(annotations, id);
            Annotation before = annotations.find(assetId, key).orElseThrow(() -> missing(key));
            ETags.require(ifMatch, before.revision());
            annotations.delete(assetId, key);
            record(caller, sql, events, before, null, clock.instant().truncatedTo(ChronoUnit.MICROS));
            return before;
        });
    }

    Annotation get(Caller caller, String id, String key) {
        return database.read(
                        caller.tenant(), sql -> new AnnotationDao(sql).find(id.toUpperCase(Locale.ROOT), storable(key)))
                .orElseThrow(() -> missing(key));
    }

    Page<Annotation> list(Caller caller, String id, PageRequest page) {
        return database.read(caller.tenant(), sql -> {
            AnnotationDao annotations = new AnnotationDao(sql);
            String assetId = id.toUpperCase(Locale.ROOT);
            if (!annotations.exists(assetId)) {
                throw missingAsset(id);
            }
            String after = page.after() == null ? null : storable(page.after());
            return Page.of(annotations.list(assetId, after, page.fetch()), page, Annotation::key);
        });
    }

    private static void record(
            Caller caller,
            Handle sql,
            EventLog events,
            @Nullable Annotation before,
            @Nullable Annotation after,
            Instant now) {
        Annotation present = after == null ? before : after;
        if (present == null) {
            return;
        }
        new AssetHistory(sql)
                .add(
                        caller.tenant().value(),
                        present.assetId(),
                        "annotation",
                        present.revision(),
                        null,
                        state(before),
                        state(after),
                        caller.name(),
                        now);
        events.append(new RegistryEvent.AnnotationSet(
                present.assetId(),
                present.key(),
                after == null ? null : after.type().wireName(),
                present.revision()));
    }

    private static ObjectNode state(@Nullable Annotation annotation) {
        ObjectNode state = SourceTree.NODES.objectNode();
        if (annotation != null) {
            ObjectNode note = state.putObject("annotations").putObject(annotation.key());
            note.put("type", annotation.type().wireName());
            note.set("value", annotation.value());
        }
        return state;
    }

    private static boolean same(Annotation annotation, AnnotationType type, JsonNode value) {
        return annotation.type() == type && CanonicalJson.of(annotation.value()).equals(CanonicalJson.of(value));
    }

    private static void requireState(
            AnnotationDao annotations, Optional<Annotation> before, String assetId, @Nullable String ifMatch) {
        if (before.isPresent()) {
            ETags.require(ifMatch, before.get().revision());
        } else if (ifMatch != null && !ifMatch.isBlank()) {
            throw new Problem(
                    ErrorCode.PRECONDITION_FAILED,
                    "The annotation is not there (any more); leave If-Match out to make it");
        } else if (annotations.count(assetId) >= MAX_ANNOTATIONS) {
            throw new Problem(
                    ErrorCode.CONFLICT, "A version has at most " + MAX_ANNOTATIONS + " annotations; remove one first");
        }
    }

    private static void requireForm(String key, AnnotationType type, JsonNode value) {
        if (!KEY.matcher(key).matches()) {
            throw Problem.invalid(
                    "key", key, "1 to 128 characters of a-z, 0-9, '.', '_' and '-' that start with a letter or digit");
        }
        if (value.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new Problem(ErrorCode.PAYLOAD_TOO_LARGE, "The value of an annotation has at most 64 KiB");
        }
        List<Violation> violations = type.violations(value);
        if (!violations.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, violations);
        }
    }

    private static String required(AnnotationDao annotations, String id) {
        String assetId = id.toUpperCase(Locale.ROOT);
        if (!Ulids.isUlid(id) || annotations.hold(assetId).isEmpty()) {
            throw missingAsset(id);
        }
        return assetId;
    }

    private static String storable(String key) {
        return SourceTree.isStorable(key) ? key : "";
    }

    private static Problem missing(String key) {
        return Problem.notFound("key", key, "an annotation of this version");
    }

    private static Problem missingAsset(String id) {
        return Problem.notFound("id", id, "the id of a version that is registered in your organisation");
    }
}
