// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.gateway.CallStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What many calls of a batch have in common, once each, by a number that holds for the batch. */
final class CallKinds {
    private final Map<Kind, Integer> numbers = new HashMap<>();
    private final List<Kind> kinds = new ArrayList<>();
    private @Nullable Kind last;
    private int lastNumber;

    /** The attributes of a call that are not its own. */
    record Kind(
            String tenant,
            String subscription,
            String key,
            String serviceId,
            String service,
            String serviceVersion,
            String model,
            String provider,
            String priceModel,
            boolean stream,
            boolean simulated,
            CallStatus status,
            @Nullable String errorCode,
            boolean estimated,
            @Nullable String priceVersion) {
        private static Kind of(UsageRecord call, @Nullable String priceVersion) {
            return new Kind(
                    call.tenant().value(),
                    call.subscriptionId(),
                    call.keyId(),
                    call.serviceId(),
                    call.service(),
                    call.serviceVersion(),
                    call.model(),
                    call.priceProvider(),
                    call.priceModel(),
                    call.stream(),
                    call.simulated(),
                    call.status(),
                    call.errorCode(),
                    call.usage().estimated(),
                    priceVersion);
        }

        private boolean covers(UsageRecord call, @Nullable String version) {
            return key.equals(call.keyId())
                    && status == call.status()
                    && stream == call.stream()
                    && simulated == call.simulated()
                    && estimated == call.usage().estimated()
                    && serviceVersion.equals(call.serviceVersion())
                    && service.equals(call.service())
                    && serviceId.equals(call.serviceId())
                    && model.equals(call.model())
                    && priceModel.equals(call.priceModel())
                    && provider.equals(call.priceProvider())
                    && subscription.equals(call.subscriptionId())
                    && tenant.equals(call.tenant().value())
                    && Objects.equals(errorCode, call.errorCode())
                    && Objects.equals(priceVersion, version);
        }
    }

    /** The number of a call's kind; neighbours are most often of one kind. */
    int of(UsageRecord call, @Nullable String priceVersion) {
        if (last != null && last.covers(call, priceVersion)) {
            return lastNumber;
        }
        Kind kind = Kind.of(call, priceVersion);
        Integer known = numbers.get(kind);
        if (known == null) {
            known = kinds.size();
            numbers.put(kind, known);
            kinds.add(kind);
        }
        last = kind;
        lastNumber = known;
        return known;
    }

    /** By number. */
    List<Kind> all() {
        return kinds;
    }

    void clear() {
        numbers.clear();
        kinds.clear();
        last = null;
    }
}
