// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.analytics.UsageTexts;
import dev.llmops.contracts.costops.Pricing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
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
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over the log found, by the day it belongs to. A call is priced here, by the list valid at its time. One
 * batch serves pass after pass.
 */
final class LoadBatch {
    private static final Logger LOG = Logger.getLogger(LoadBatch.class);

    private final OpenCalls open;
    private final Pricing pricing;
    private final UsageTexts texts = new UsageTexts();
    private final NavigableMap<LocalDate, Day> days = new TreeMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final List<String> lanes = new ArrayList<>();
    private CallColumns spare = new CallColumns();
    private @Nullable Day lastDay;
    private long lastDayStart;
    private long lastDayEnd;
    private int unreadable;

    LoadBatch(OpenCalls open, Pricing pricing) {
        this.open = open;
        this.pricing = pricing;
    }

    /** Rows of one day; none twice. */
    static final class Day {
        private final CallColumns calls;
        private final List<EventRow> events = new ArrayList<>();
        private final Set<StoredEvent.Key> eventKeys = new HashSet<>();

        private Day(CallColumns calls) {
            this.calls = calls;
        }

        CallColumns calls() {
            return calls;
        }

        List<EventRow> events() {
            return events;
        }
    }

    /** Begins the next pass. */
    void clear() {
        if (!days.isEmpty()) {
            spare = days.lastEntry().getValue().calls;
            spare.clear();
        }
        days.clear();
        positions.clear();
        lanes.clear();
        lastDay = null;
        unreadable = 0;
    }

    /** Names the lane that the next records come from. */
    void from(String lane) {
        lanes.add(lane);
    }

    /** Takes a record. One that cannot be read is counted and left out: it was checked when it was taken. */
    void take(ByteBuffer payload, long startOffset, long endOffset) {
        try {
            if (UsageCodec.isUsage(payload)) {
                take(UsageCodec.read(payload, texts), startOffset, endOffset);
            } else {
                take(new EventRow(EventJson.read(payload), lanes.getLast(), endOffset));
            }
        } catch (IOException | RuntimeException e) {
            unreadable++;
            LOG.errorf(
                    e,
                    "analytics: the record before offset %d of lane %s cannot be understood",
                    endOffset,
                    lanes.getLast());
        }
    }

    private void take(UsageCodec.Entry entry, long startOffset, long endOffset) {
        switch (entry) {
            case UsageCodec.Completed completed -> take(completed.call(), endOffset);
            case UsageCodec.Opened opened -> open.opened(opened.call(), lanes.getLast(), startOffset);
            case UsageCodec.Closed closed -> open.closed(closed).ifPresent(call -> take(call, endOffset));
        }
    }

    /** Takes a call that is over. */
    void take(UsageRecord call, long endOffset) {
        Pricing.Priced price = pricing.price(call.priceProvider(), call.priceModel(), call.usage(), call.startedAt());
        dayOf(call.startedAt()).calls.add(call, price, lanes.size() - 1, endOffset);
    }

    private void take(EventRow row) {
        Day day = dayOf(row.event().time());
        if (day.eventKeys.add(row.event().key())) {
            day.events.add(row);
        }
    }

    private Day dayOf(Instant time) {
        long second = time.getEpochSecond();
        if (lastDay != null && second >= lastDayStart && second < lastDayEnd) {
            return lastDay;
        }
        Day day = days.computeIfAbsent(LocalDate.ofInstant(time, ZoneOffset.UTC), missing -> newDay());
        lastDayStart = Math.floorDiv(second, TimeUnit.DAYS.toSeconds(1)) * TimeUnit.DAYS.toSeconds(1);
        lastDayEnd = lastDayStart + TimeUnit.DAYS.toSeconds(1);
        lastDay = day;
        return day;
    }

    private Day newDay() {
        return new Day(days.isEmpty() ? spare : new CallColumns());
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

    /** The lanes by the numbers that rows know them by. */
    List<String> lanes() {
        return lanes;
    }

    int unreadable() {
        return unreadable;
    }
}
