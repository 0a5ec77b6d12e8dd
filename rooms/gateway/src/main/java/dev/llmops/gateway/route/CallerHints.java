// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.kernel.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of the choice, in headers. It is honoured or refused, never passed over.
 *
 * @param order ids of targets that are to be tried first, in this order
 * @param maxPriceMicroUsd what the call may be estimated at; null when the caller does not say
 * @param regions one of which the target has to be in, or in a part of; empty for any
 * @param tags all of which the target has to carry
 */
public record CallerHints(
        List<String> order, @Nullable Long maxPriceMicroUsd, List<String> regions, List<String> tags) {
    public static final String ORDER = "x-llmops-order";
    public static final String MAX_PRICE = "x-llmops-max-price";
    public static final String REGION = "x-llmops-region";
    public static final String TAGS = "x-llmops-tags";
    public static final CallerHints NONE = new CallerHints(List.of(), null, List.of(), List.of());

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final Pattern PRICE = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");
    private static final int MAX_NAMES = 16;

    public CallerHints {
        order = List.copyOf(order);
        regions = List.copyOf(regions);
        tags = List.copyOf(tags);
    }

    /** Refuses with {@code validation_failed}, naming the header. */
    public static CallerHints of(UnaryOperator<@Nullable String> header) {
        String order = header.apply(ORDER);
        String price = header.apply(MAX_PRICE);
        String region = header.apply(REGION);
        String tags = header.apply(TAGS);
        if (order == null && price == null && region == null && tags == null) {
            return NONE;
        }
        return new CallerHints(
                names(ORDER, order, "ids of targets, separated by commas, such as fast,large"),
                price(price),
                names(REGION, region, "regions, separated by commas, such as eu,ch"),
                names(TAGS, tags, "tags of targets, separated by commas, such as eu,batch"));
    }

    private static List<String> names(String header, @Nullable String value, String expected) {
        if (value == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            String name = part.strip();
            if (!NAME.matcher(name).matches() || names.size() == MAX_NAMES) {
                throw Problem.invalid(header, value, expected);
            }
            names.add(name);
        }
        return names;
    }

    private static @Nullable Long price(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (!PRICE.matcher(text).matches()) {
            throw Problem.invalid(MAX_PRICE, value, "US dollars for this call, such as 0.002");
        }
        return new BigDecimal(text).movePointRight(6).longValueExact();
    }

    /** A target that is asked for by name has to be one; {@code validation_failed} otherwise. */
    public void requireKnown(ServiceRoute route) {
        for (String id : order) {
            if (route.target(id) == null) {
                List<String> known = new ArrayList<>();
                route.targets().forEach(target -> known.add(target.id()));
                throw Problem.invalid(
                        ORDER, id, "ids of targets of " + route.service() + ": " + String.join(",", known));
            }
        }
    }

    boolean allowsRegion(@Nullable String region) {
        if (regions.isEmpty()) {
            return true;
        }
        if (region != null) {
            for (String asked : regions) {
                if (region.equals(asked) || region.startsWith(asked + "-")) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean allowsPrice(@Nullable Long costMicroUsd) {
        return maxPriceMicroUsd == null || (costMicroUsd != null && costMicroUsd <= maxPriceMicroUsd);
    }
}
