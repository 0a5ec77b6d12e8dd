// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SchemaRules;
import dev.llmops.registry.document.SourceTree;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registers kinds. A kind is never changed, since versions were checked against it, and removed only while unused. */
@Singleton
public final class Kinds implements KindDirectory {
    static final int MAX_KINDS = 200;
    static final int MAX_DESCRIPTION = 4_096;
    private static final int SHOWN = 5;

    private final Database database;
    private final Clock clock;

    public Kinds(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public KindDao.Row register(Caller caller, AssetKind kind, String description, @Nullable JsonNode schema) {
        requireForm(description, schema);
        KindDao.Row row = new KindDao.Row(
                kind.wireName(), description, clock.instant().truncatedTo(ChronoUnit.MICROS), caller.name());
        return database.change(caller, (sql, events) -> {
            KindDao kinds = new KindDao(sql);
            if (kinds.count() >= MAX_KINDS) {
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "An organisation has at most " + MAX_KINDS + " kinds of its own; remove one");
            }
            if (kind.isBuiltIn() || !kinds.insert(caller.tenant().value(), row, String.valueOf(schema))) {
                throw new Problem(
                        ErrorCode.DUPLICATE,
                        Violation.of(
                                "name", kind, "a name that no kind has; a kind is never changed, so choose another"));
            }
            events.append(new RegistryEvent.KindRegistered(kind.wireName(), description));
            return row;
        });
    }

    public void remove(Caller caller, AssetKind kind) {
        database.change(caller, (sql, events) -> {
            KindDao kinds = new KindDao(sql);
            if (!kinds.delete(kind.wireName())) {
                throw Problem.notFound("kind", kind.wireName(), "a kind that an administrator registered");
            }
            List<String> users = kinds.users(kind.wireName(), SHOWN);
            if (!users.isEmpty()) {
                throw new Problem(
                        ErrorCode.HAS_DEPENDENTS,
                        "The kind " + kind + " has versions, among them of " + String.join(", ", users)
                                + "; a kind goes only when it has none");
            }
            events.append(new RegistryEvent.KindRemoved(kind.wireName()));
            return kind;
        });
    }

    List<KindDao.Row> list(Caller caller) {
        return database.read(caller.tenant(), sql -> new KindDao(sql).list());
    }

    @Override
    public Optional<ObjectNode> specSchema(TenantId tenant, AssetKind kind) {
        return database.read(tenant, sql -> new KindDao(sql).schema(kind.wireName()))
                .map(text -> (ObjectNode) JsonSource.read(text).root());
    }

    private static void requireForm(String description, @Nullable JsonNode schema) {
        if (description.isBlank() || description.length() > MAX_DESCRIPTION || !SourceTree.isStorable(description)) {
            throw Problem.invalid("description", null, "a text of 1 to " + MAX_DESCRIPTION + " characters");
        }
        if (schema == null) {
            throw Problem.invalid("spec_schema", null, "the JSON Schema of the kind's spec");
        }
        List<Violation> faults = SchemaRules.faults(schema).stream()
                .map(fault -> new Violation(
                        "/spec_schema" + (fault.field().equals("/") ? "" : fault.field()),
                        fault.value(),
                        fault.expected()))
                .toList();
        if (!faults.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, faults);
        }
    }
}
