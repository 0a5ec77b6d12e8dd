// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a stream is narrowed to. All conditions must hold. */
record EventFilter(@Nullable String kind, @Nullable String assetId, EventTypes types) {
    private static final String KIND = "[a-z][a-z0-9-]{0,62}";

    /**
     * @param types comma-separated
     */
    static EventFilter of(@Nullable String kind, @Nullable String assetId, @Nullable String types) {
        return narrowed(kind, assetId, types == null || types.isBlank() ? List.of() : List.of(types.split(",", -1)));
    }

    static EventFilter narrowed(@Nullable String kind, @Nullable String assetId, List<String> types) {
        if (kind != null && !kind.matches(KIND)) {
            throw Problem.invalid("kind", kind, "a kind, such as model");
        }
        if (assetId != null && !Ulids.isUlid(assetId)) {
            throw Problem.invalid("asset_id", assetId, "the id of a version");
        }
        return new EventFilter(kind, assetId == null ? null : assetId.toUpperCase(Locale.ROOT), EventTypes.of(types));
    }

    boolean wants(LogLine line, TenantId tenant, SubjectKinds kinds) {
        return line.leaves()
                && types.match(line.type())
                && (assetId == null || assetId.equals(line.subject()))
                && (kind == null || kinds.is(tenant, line.subject(), kind));
    }
}
