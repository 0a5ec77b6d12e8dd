// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** What one pass over the log found, by the day it belongs to. A call is priced here, by the list valid at its time. */
final class LoadBatch {
    private static final Logger LOG = Logger.getLogger(LoadBatch.class);

    private final OpenCalls open;
    private final Pricing pricing;
    private final NavigableMap<LocalDate, Day> days = new TreeMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private int unreadable;

    LoadBatch(OpenCalls open, Pricing pricing) {
        this.open = open;
        this.pricing = pricing;
    }

    /** Rows of one day; none twice. */
    static final class Day {
        private final List<UsageRow> calls = new ArrayList<>();
        private final List<EventRow> events = new ArrayList<>();
        private final Set<String> callIds = new HashSet<>();
        private final Set<StoredEvent.Key> eventKeys = new HashSet<>();

        List<UsageRow> calls() {
            return calls;
        }

        List<EventRow> events() {
            return events;
        }
    }

    /** Takes a record. One that cannot be read is counted and left out: it was checked when it was taken. */
    void take(ByteBuffer payload, String lane, long startOffset, long endOffset) {
        try {
            if (UsageCodec.isUsage(payload)) {
                take(UsageCodec.read(payload), lane, startOffset, endOffset);
            } else {
                take(new EventRow(EventJson.read(payload), lane, endOffset));
            }
        } catch (IOException | RuntimeException e) {
            unreadable++;
            LOG.errorf(e, "analytics: the record before offset %d of lane %s cannot be understood", endOffset, lane);
        }
    }

    private void take(UsageCodec.Entry entry, String lane, long startOffset, long endOffset) {
        switch (entry) {
            case UsageCodec.Completed completed -> take(completed.call(), lane, endOffset);
            case UsageCodec.Opened opened -> open.opened(opened.call(), lane, startOffset);
            case UsageCodec.Closed closed -> open.closed(closed).ifPresent(call -> take(call, lane, endOffset));
        }
    }

    /** Takes a call that is over. */
    void take(UsageRecord call, String lane, long endOffset) {
        Day day = day(LocalDate.ofInstant(call.startedAt(), ZoneOffset.UTC));
        if (day.callIds.add(call.callId())) {
            Pricing.Priced price =
                    pricing.price(call.priceProvider(), call.priceModel(), call.usage(), call.startedAt());
            day.calls.add(new UsageRow(call, price, lane, endOffset));
        }
    }

    private void take(EventRow row) {
        Day day = day(LocalDate.ofInstant(row.event().time(), ZoneOffset.UTC));
        if (day.eventKeys.add(row.event().key())) {
            day.events.add(row);
        }
    }

    private Day day(LocalDate date) {
        return days.computeIfAbsent(date, missing -> new Day());
    }

    void readUpTo(String lane, long offset) {
        positions.put(lane, offset);
    }

    NavigableMap<LocalDate, Day> days() {
        return days;
    }

    Map<String, Long> positions() {
        return positions;
    }

    int unreadable() {
        return unreadable;
    }
}
