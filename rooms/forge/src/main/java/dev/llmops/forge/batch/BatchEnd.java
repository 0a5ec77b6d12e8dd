// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.Ulids;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a batch ends: lines that were not called say why, and its results become its files. */
final class BatchEnd {
    private static final int LINES_AT_ONCE = 500;

    private final BatchRun.Tools tools;
    private final BatchDao.Place place;
    private final BatchDao.Row row;

    BatchEnd(BatchRun.Tools tools, BatchDao.Place place, BatchDao.Row row) {
        this.tools = tools;
        this.place = place;
        this.row = row;
    }

    /** A batch with lines that have no result, and time left, does not end: it is taken up again. */
    void end(boolean cancelled) {
        if (cancelled) {
            end(BatchState.CANCELLED);
            return;
        }
        List<LineSource.Line> missing = missing();
        boolean late = !now().isBefore(row.expiresAt());
        if (!missing.isEmpty() && !late) {
            return;
        }
        OffsetDateTime before = row.finalizingAt();
        boolean expired = expire(missing) || (before != null && !before.isBefore(row.expiresAt()));
        tools.database().change(BatchRun.caller(place), (sql, events) -> {
            new BatchDao(sql).finalizing(place.id(), now().toInstant());
            return place;
        });
        end(expired ? BatchState.EXPIRED : BatchState.COMPLETED);
    }

    /** Lines without a result, without their bytes. */
    private List<LineSource.Line> missing() {
        BitSet done = new BitSet();
        tools.database()
                .read(place.tenant(), sql -> new ResultDao(sql)
                        .lines(place.id(), tools.settings().maxLines()))
                .forEach(done::set);
        List<LineSource.Line> missing = new ArrayList<>();
        LineSource lines = new LineSource(tools.files(), place.tenant(), row.inputFileId());
        for (LineSource.Line line = lines.next(); line != null; line = lines.next()) {
            if (!done.get(line.number())) {
                String id = BatchLine.read(line, row.endpoint()).customId();
                byte[] known = id == null ? null : id.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                missing.add(new LineSource.Line(line.number(), known));
            }
        }
        return missing;
    }

    private boolean expire(List<LineSource.Line> missing) {
        for (int from = 0; from < missing.size(); from += LINES_AT_ONCE) {
            List<LineSource.Line> some = missing.subList(from, Math.min(missing.size(), from + LINES_AT_ONCE));
            tools.database().change(BatchRun.caller(place), (sql, events) -> {
                int failed = 0;
                for (LineSource.Line line : some) {
                    ResultLine result = LineCalls.expired(customId(line));
                    failed += new ResultDao(sql)
                                    .insert(place.tenant().value(), place.id(), line.number(), false, result.rendered())
                            ? 1
                            : 0;
                }
                new BatchDao(sql).count(place.id(), 0, failed);
                return failed;
            });
        }
        return !missing.isEmpty();
    }

    private static @Nullable String customId(LineSource.Line line) {
        byte[] bytes = line.bytes();
        return bytes == null ? null : new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void end(BatchState state) {
        tools.database().change(BatchRun.caller(place), (sql, events) -> {
            String output = null;
            String errors = null;
            for (ResultDao.Sum sum : new ResultDao(sql).sums(place.id())) {
                FileDao.Row file = file(sum);
                new FileDao(sql).insert(place.tenant().value(), file, "ready");
                if (sum.answered()) {
                    output = file.id();
                } else {
                    errors = file.id();
                }
            }
            new BatchDao(sql).end(place.id(), state, output, errors, now().toInstant());
            return state;
        });
    }

    private FileDao.Row file(ResultDao.Sum sum) {
        OffsetDateTime now = now();
        return new FileDao.Row(
                Files.PREFIX + Ulids.next(),
                row.subscriptionId(),
                "batch_output",
                place.id() + (sum.answered() ? "_output.jsonl" : "_error.jsonl"),
                sum.bytes(),
                sum.lines(),
                place.id(),
                sum.answered(),
                now,
                now.plus(tools.settings().kept()));
    }

    private OffsetDateTime now() {
        return tools.clock().instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
