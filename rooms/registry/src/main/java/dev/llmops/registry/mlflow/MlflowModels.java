// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Registered models. A model that was registered past MLflow is one too: it is taken over, and its versions numbered, when
 * MLflow first asks for it.
 */
@Singleton
final class MlflowModels {
    static final int MAX_TAGS = 200;
    private static final int MAX_DESCRIPTION = 65_536;

    private final Database database;
    private final Clock clock;

    MlflowModels(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    MlflowDao.Model create(Caller caller, String name, @Nullable String description, Map<String, String> tags) {
        String assetName = ModelNames.asset(name);
        checked(description, tags);
        Instant now = now();
        MlflowDao.Model fresh = new MlflowDao.Model(assetName, description, tags, false, now, caller.name(), now);
        return database.change(caller, (sql, events) -> {
            MlflowDao models = new MlflowDao(sql);
            Optional<MlflowDao.Model> before = models.hold(assetName);
            boolean taken = before.isPresent()
                    ? !before.get().hidden()
                    : !models.unnumbered(assetName).isEmpty()
                            || !models.insert(caller.tenant().value(), fresh);
            if (taken) {
                throw new Problem(
                        ErrorCode.DUPLICATE, "name: '" + name + "' (expected: a name that no registered model has)");
            }
            if (before.isPresent()) {
                models.update(fresh);
            }
            return fresh;
        });
    }

    MlflowDao.Model get(Caller caller, String name) {
        String assetName = ModelNames.asset(name);
        Optional<MlflowDao.Model> settled = database.read(caller.tenant(), sql -> {
            MlflowDao models = new MlflowDao(sql);
            return models.unnumbered(assetName).isEmpty() ? models.model(assetName) : Optional.empty();
        });
        if (settled.isPresent() && !settled.get().hidden()) {
            return settled.get();
        }
        return database.change(caller, (sql, events) -> settled(sql, caller, name));
    }

    /** The model, held, with a number for each of its versions. */
    MlflowDao.Model settled(Handle sql, Caller caller, String name) {
        String assetName = ModelNames.asset(name);
        MlflowDao models = new MlflowDao(sql);
        if (!models.unnumbered(assetName).isEmpty()) {
            Instant now = now();
            models.insert(
                    caller.tenant().value(),
                    new MlflowDao.Model(assetName, null, Map.of(), false, now, caller.name(), now));
        }
        MlflowDao.Model model =
                models.hold(assetName).filter(one -> !one.hidden()).orElseThrow(() -> unknown(name));
        int number = models.highest(assetName);
        for (MlflowDao.Numbered one : models.unnumbered(assetName)) {
            number++;
            models.number(
                    caller.tenant().value(), new MlflowDao.Numbered(assetName, number, one.version(), one.assetId()));
        }
        return model;
    }

    MlflowDao.Model change(Caller caller, String name, UnaryOperator<MlflowDao.Model> change) {
        return database.change(caller, (sql, events) -> {
            MlflowDao.Model before = settled(sql, caller, name);
            MlflowDao.Model after = change.apply(before);
            checked(after.description(), after.tags());
            new MlflowDao(sql).update(after);
            return after;
        });
    }

    MlflowDao.Model describe(Caller caller, String name, @Nullable String description) {
        return change(
                caller,
                name,
                model -> new MlflowDao.Model(
                        model.assetName(),
                        description,
                        model.tags(),
                        false,
                        model.createdAt(),
                        model.createdBy(),
                        now()));
    }

    /**
     * @param value null removes the tag
     */
    MlflowDao.Model tag(Caller caller, String name, String key, @Nullable String value) {
        return change(caller, name, model -> {
            Map<String, String> tags = new TreeMap<>(model.tags());
            if (value == null) {
                tags.remove(key);
            } else {
                tags.put(key, value);
            }
            return new MlflowDao.Model(
                    model.assetName(), model.description(), tags, false, model.createdAt(), model.createdBy(), now());
        });
    }

    void hide(Caller caller, String name) {
        change(
                caller,
                name,
                model -> new MlflowDao.Model(
                        model.assetName(),
                        model.description(),
                        model.tags(),
                        true,
                        model.createdAt(),
                        model.createdBy(),
                        now()));
    }

    /** Some models that follow a name; hidden ones are left out, so that there may be fewer than asked for. */
    Listed list(Caller caller, String after, int limit) {
        List<String> names = database.read(caller.tenant(), sql -> new MlflowDao(sql).names(after, limit + 1));
        boolean more = names.size() > limit;
        List<MlflowDao.Model> models = new ArrayList<>();
        for (String assetName : more ? names.subList(0, limit) : names) {
            try {
                models.add(get(caller, ModelNames.original(assetName)));
            } catch (Problem hidden) {
                if (hidden.code() != ErrorCode.NOT_FOUND) {
                    throw hidden;
                }
            }
        }
        return new Listed(models, more ? names.get(limit - 1) : null);
    }

    /**
     * @param next the name to go on after; null at the end
     */
    record Listed(List<MlflowDao.Model> models, @Nullable String next) {}

    static Problem unknown(String name) {
        return Problem.notFound("name", name, "the name of a registered model of your organisation");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static void checked(@Nullable String description, Map<String, String> tags) {
        if (description != null && (description.length() > MAX_DESCRIPTION || description.indexOf('\0') >= 0)) {
            throw Problem.invalid("description", null, "at most 65,536 characters without NUL");
        }
        boolean good = tags.size() <= MAX_TAGS
                && tags.entrySet().stream()
                        .allMatch(tag -> !tag.getKey().isEmpty()
                                && tag.getKey().length() <= 250
                                && tag.getValue().length() <= 5_000
                                && (tag.getKey() + tag.getValue()).indexOf('\0') < 0);
        if (!good) {
            throw Problem.invalid(
                    "tags", null, "at most " + MAX_TAGS + " tags; keys of 1 to 250, values of 5,000 characters");
        }
    }
}
