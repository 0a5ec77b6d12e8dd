// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many items one rendering may go over, and until when. Variables are handed to the template as lists and maps that
 * charge it for each item.
 */
final class Budget {
    static final int MAX_ITEMS = 20_000;
    static final long MAX_NANOS = 2_000_000_000L;

    private final long deadline = System.nanoTime() + MAX_NANOS;
    private int items = MAX_ITEMS;

    /** A JSON value as the template sees it: texts, numbers, booleans, lists and maps, and nothing with methods. */
    @Nullable
    Object value(JsonNode json) {
        if (json.isObject()) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
            return new ChargedMap(members);
        }
        if (json.isArray()) {
            List<@Nullable Object> values = new ArrayList<>();
            json.forEach(item -> values.add(value(item)));
            return new ChargedList(values);
        }
        if (json.isTextual()) {
            return json.textValue();
        }
        if (json.isNumber()) {
            return json.isIntegralNumber() ? json.numberValue() : (Object) json.doubleValue();
        }
        return json.isBoolean() ? json.booleanValue() : null;
    }

    private void charge() {
        if (--items < 0) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED, "The prompt's loops go over more than " + MAX_ITEMS + " items in all");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, "The prompt takes longer than 2 s to render");
        }
    }

    private <T extends @Nullable Object> Iterator<T> charged(Iterator<T> source) {
        return new Iterator<T>() {
            @Override
            public boolean hasNext() {
                return source.hasNext();
            }

            @Override
            public T next() {
                charge();
                return source.next();
            }
        };
    }

    private final class ChargedList extends AbstractList<@Nullable Object> {
        private final List<@Nullable Object> values;

        ChargedList(List<@Nullable Object> values) {
            this.values = values;
        }

        @Override
        public @Nullable Object get(int index) {
            return values.get(index);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Iterator<@Nullable Object> iterator() {
            return charged(values.iterator());
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    private final class ChargedMap extends AbstractMap<String, @Nullable Object> {
        private final Map<String, @Nullable Object> members;

        ChargedMap(Map<String, @Nullable Object> members) {
            this.members = members;
        }

        @Override
        public @Nullable Object get(Object key) {
            return members.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return members.containsKey(key);
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, @Nullable Object>> iterator() {
                    List<Entry<String, @Nullable Object>> entries = new ArrayList<>();
                    for (Entry<String, @Nullable Object> entry : members.entrySet()) {
                        // of a public class, whose methods the template's reflection may call
                        entries.add(new AbstractMap.SimpleImmutableEntry<String, @Nullable Object>(
                                entry.getKey(), entry.getValue()));
                    }
                    return charged(entries.iterator());
                }

                @Override
                public int size() {
                    return members.size();
                }
            };
        }

        @Override
        public String toString() {
            return members.toString();
        }
    }
}
