// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What became of a batch's lines; each is written once. */
record ResultDao(Handle sql) {
    /** How large a result is, to read no more at once than fits. */
    record Size(int line, int bytes) {}

    /** Of the answered lines, or of the others. */
    record Sum(boolean answered, long lines, long bytes) {}

    /** False when the line had its result already. */
    boolean insert(String tenant, String batchId, int line, boolean answered, byte[] rendered) {
        return sql.createUpdate("""
                        INSERT INTO forge.batch_result (tenant, batch_id, line, answered, rendered)
                        VALUES (:tenant, :batch, :line, :answered, :rendered)
                        ON CONFLICT DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("batch", batchId)
                        .bind("line", line)
                        .bind("answered", answered)
                        .bind("rendered", rendered)
                        .execute()
                == 1;
    }

    /** The lines that have a result. At most as many as a file may have. */
    List<Integer> lines(String batchId, int max) {
        return sql.createQuery("SELECT line FROM forge.batch_result WHERE batch_id = :batch LIMIT :max")
                .bind("batch", batchId)
                .bind("max", max)
                .mapTo(Integer.class)
                .list();
    }

    List<Size> sizes(String batchId, boolean answered, int afterLine, int max) {
        return sql.createQuery("""
                        SELECT line, length(rendered) AS bytes FROM forge.batch_result
                        WHERE batch_id = :batch AND answered = :answered AND line > :after
                        ORDER BY line
                        LIMIT :max""")
                .bind("batch", batchId)
                .bind("answered", answered)
                .bind("after", afterLine)
                .bind("max", max)
                .mapTo(Size.class)
                .list();
    }

    List<byte[]> read(String batchId, boolean answered, int from, int to) {
        return sql.createQuery("""
                        SELECT rendered FROM forge.batch_result
                        WHERE batch_id = :batch AND answered = :answered AND line BETWEEN :from AND :to
                        ORDER BY line""")
                .bind("batch", batchId)
                .bind("answered", answered)
                .bind("from", from)
                .bind("to", to)
                .mapTo(byte[].class)
                .list();
    }

    List<Sum> sums(String batchId) {
        return sql.createQuery("""
                        SELECT answered, count(*) AS lines, sum(length(rendered) + 1) AS bytes FROM forge.batch_result
                        WHERE batch_id = :batch
                        GROUP BY answered""").bind("batch", batchId).mapTo(Sum.class).list();
    }

    void delete(String batchId, boolean answered) {
        sql.createUpdate("DELETE FROM forge.batch_result WHERE batch_id = :batch AND answered = :answered")
                .bind("batch", batchId)
                .bind("answered", answered)
                .execute();
    }
}
