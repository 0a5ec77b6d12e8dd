// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.gateway.Calls;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.Jsonb;
import dev.llmops.platform.web.WireFormat;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes batches, shows them and cancels them. What was answered with 200 is in the database. */
@Singleton
final class Batches {
    private static final ObjectMapper JSON = WireFormat.newMapper();
    private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,2})h");
    private static final int LONGEST_HOURS = 168;
    private static final int USUAL_PAGE = 20;
    private static final int METADATA = 16;
    private static final int METADATA_KEY = 64;
    private static final int METADATA_VALUE = 512;

    private final Database database;
    private final Calls calls;
    private final BatchWork work;
    private final Clock clock;

    Batches(Database database, Calls calls, BatchWork work, Clock clock) {
        this.database = database;
        this.calls = calls;
        this.work = work;
        this.clock = clock;
    }

    /** What a client asks for. */
    record BatchOrder(
            @Nullable String inputFileId,
            @Nullable String endpoint,
            @Nullable String completionWindow,
            @Nullable Map<String, @Nullable String> metadata) {}

    BatchObject create(Consumer consumer, byte[] body) {
        BatchOrder order = read(body);
        OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        String window = String.valueOf(order.completionWindow());
        BatchDao.Row row = new BatchDao.Row(
                consumer.tenant(),
                "batch_" + Ulids.next(),
                consumer.subscriptionId(),
                consumer.keyId(),
                String.valueOf(order.endpoint()),
                String.valueOf(order.inputFileId()),
                null,
                null,
                window,
                BatchState.VALIDATING,
                new Jsonb(metadata(order)),
                null,
                0,
                0,
                0,
                now,
                now.plus(check(order)),
                null,
                null,
                null,
                null);
        BatchDao.Row made = database.change(consumer.caller(), (sql, events) -> {
            FileDao.Row file = new FileDao(sql)
                    .find(consumer.subscriptionId(), row.inputFileId())
                    .orElseThrow(() -> Problem.invalid(
                            "input_file_id", row.inputFileId(), "the id of a file of your subscription"));
            if (!file.purpose().equals("batch")) {
                throw Problem.invalid("input_file_id", file.id(), "a file with the purpose batch");
            }
            BatchDao batches = new BatchDao(sql);
            if (batches.open(consumer.subscriptionId()) >= BatchSettings.OPEN_BATCHES) {
                throw new Problem(
                        ErrorCode.RATE_LIMITED,
                        "Your subscription has " + BatchSettings.OPEN_BATCHES
                                + " batches that have not ended; wait for one or cancel one",
                        Duration.ofMinutes(1));
            }
            batches.insert(row);
            return row;
        });
        work.wake();
        return BatchObject.of(made);
    }

    BatchObject get(Consumer consumer, String id) {
        return BatchObject.of(
                database.read(consumer.tenant(), sql -> required(new BatchDao(sql).find(id), consumer, id)));
    }

    OpenAiList<BatchObject> list(Consumer consumer, MultiMap query) {
        OpenAiList.Page page = OpenAiList.Page.of(query, USUAL_PAGE, Set.of());
        List<BatchDao.Row> rows =
                database.read(consumer.tenant(), sql -> new BatchDao(sql).list(consumer.subscriptionId(), page));
        return OpenAiList.of(rows, page, BatchObject::of, BatchDao.Row::id);
    }

    /** Calls no further line. A batch that is being cancelled, or was, is answered as it is. */
    BatchObject cancel(Consumer consumer, String id) {
        BatchDao.Row row = database.change(consumer.caller(), (sql, events) -> {
            BatchDao batches = new BatchDao(sql);
            BatchDao.Row known = required(batches.find(id), consumer, id);
            if (known.state() == BatchState.CANCELLING || known.state() == BatchState.CANCELLED) {
                return known;
            }
            if (!batches.cancel(id, clock.instant())) {
                throw new Problem(
                        ErrorCode.INVALID_TRANSITION,
                        "The batch is " + known.state().wireName() + " and can no longer be cancelled");
            }
            return required(batches.find(id), consumer, id);
        });
        work.wake();
        return BatchObject.of(row);
    }

    private Duration check(BatchOrder order) {
        List<Violation> wrong = new ArrayList<>();
        if (order.inputFileId() == null || !order.inputFileId().matches("[A-Za-z0-9_-]{1,64}")) {
            wrong.add(Violation.of("input_file_id", null, "the id of a file of your subscription"));
        }
        if (order.endpoint() == null || !calls.endpoints().contains(order.endpoint())) {
            wrong.add(Violation.of("endpoint", order.endpoint(), "one of " + new TreeSet<>(calls.endpoints())));
        }
        Matcher window = WINDOW.matcher(String.valueOf(order.completionWindow()));
        int hours = window.matches() ? Integer.parseInt(window.group(1)) : 0;
        if (hours < 1 || hours > LONGEST_HOURS) {
            wrong.add(Violation.of("completion_window", order.completionWindow(), "24h, or whole hours up to 168h"));
        }
        if (!wrong.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, wrong);
        }
        return Duration.ofHours(hours);
    }

    private static String metadata(BatchOrder order) {
        Map<String, @Nullable String> metadata = order.metadata() == null ? Map.of() : order.metadata();
        if (metadata.size() > METADATA) {
            throw Problem.invalid("metadata", metadata.size() + " pairs", "at most " + METADATA);
        }
        metadata.forEach((key, value) -> {
            if (key.length() > METADATA_KEY
                    || value == null
                    || value.length() > METADATA_VALUE
                    || unstorable(key, value)) {
                throw Problem.invalid(
                        "metadata", key, "a key of at most 64 characters with a text of at most 512, without U+0000");
            }
        });
        try {
            return JSON.writeValueAsString(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts was not writable", e);
        }
    }

    private static boolean unstorable(String key, String value) {
        return key.indexOf(0) >= 0 || value.indexOf(0) >= 0;
    }

    private static BatchOrder read(byte[] body) {
        try {
            BatchOrder order = JSON.readValue(body, BatchOrder.class);
            if (order != null) {
                return order;
            }
        } catch (com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException e) {
            throw Problem.invalid(e.getPropertyName(), null, "one of " + e.getKnownPropertyIds());
        } catch (java.io.IOException e) {
            // said below
        }
        throw new Problem(
                ErrorCode.MALFORMED_REQUEST,
                "The body is not a batch (expected: an object with input_file_id, endpoint, completion_window and,"
                        + " if wanted, metadata of texts)");
    }

    private static BatchDao.Row required(Optional<BatchDao.Row> row, Consumer consumer, String id) {
        return row.filter(found -> found.subscriptionId().equals(consumer.subscriptionId()))
                .orElseThrow(() -> Problem.notFound("batch", id, "the id of a batch of your subscription"));
    }
}
