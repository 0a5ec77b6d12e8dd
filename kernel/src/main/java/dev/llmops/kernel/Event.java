// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of every event: CloudEvents 1.0 in structured JSON form, with the extensions {@code tenant},
 * {@code actor} and {@code traceparent}.
 *
 * @param id unique; consumers are idempotent by it
 * @param source {@code /rooms/ROOM}
 * @param type dotted lower case, such as {@code registry.asset.published}
 * @param subject the aggregate's id
 * @param time when it was recorded, UTC
 * @param tenant the organisation it belongs to
 * @param actor who did it: a user's, key's or system's name
 * @param data the room's record as JSON
 * @param position where it stands in the log
 */
public record Event(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        TenantId tenant,
        String actor,
        @Nullable String traceparent,
        String data,
        EventPosition position) {
    public static final String SPEC_VERSION = "1.0";
}
