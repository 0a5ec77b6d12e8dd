// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.gateway.route.RouteBody.PriceBody;
import dev.llmops.gateway.route.RouteBody.TargetBody;
import dev.llmops.gateway.route.RouteSpec.Rates;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks one target of a route. */
final class TargetForm {
    private static final int MAX_TAGS = 16;
    private static final int MAX_NAME = 256;
    private static final long MAX_RATE = 1_000_000_000;
    private static final long MAX_WINDOW = 100_000_000;
    private static final Pattern MODEL = Pattern.compile("[^@\\p{Cntrl}]{1,200}@[^@\\p{Cntrl}]{1,64}");

    private final RouteFaults faults;
    private final Function<String, Optional<Upstream>> upstreams;

    TargetForm(RouteFaults faults, Function<String, Optional<Upstream>> upstreams) {
        this.faults = faults;
        this.upstreams = upstreams;
    }

    TargetSpec read(String at, TargetBody sent) {
        Upstream upstream = upstream(at + ".upstream", sent.upstream());
        rule(at + ".when", sent.when());
        pair(at, sent);
        if (sent.model() != null && !MODEL.matcher(sent.model()).matches()) {
            faults.add(at + ".model", sent.model(), "name@version of a model, such as support-large@1.4.0");
        }
        return new TargetSpec(
                name(at + ".id", sent.id(), "such as primary"),
                upstream == null ? "" : upstream.name(),
                upstream == null ? "" : upstream.id(),
                text(at + ".upstream_model", sent.upstreamModel()),
                (int) within(at + ".weight", sent.weight(), 1, 0, 1_000_000),
                (int) within(at + ".priority", sent.priority(), 0, 0, 1_000),
                tags(at + ".tags", sent.tags()),
                bounded(at + ".context_window", sent.contextWindow(), MAX_WINDOW),
                sent.region() == null ? null : name(at + ".region", sent.region(), "such as eu-central-1"),
                sent.when(),
                concurrency(at + ".max_concurrency", sent.maxConcurrency()),
                sent.model(),
                sent.priceProvider(),
                sent.priceModel(),
                price(at + ".price", sent.price()));
    }

    private @Nullable Upstream upstream(String field, @Nullable String name) {
        Optional<Upstream> found = name == null || name.indexOf('\0') >= 0 ? Optional.empty() : upstreams.apply(name);
        if (found.isEmpty()) {
            faults.add(field, name, "the name of an upstream of yours");
        }
        return found.orElse(null);
    }

    private void rule(String field, @Nullable String text) {
        if (text != null) {
            try {
                RouteRule.compile(field, text);
            } catch (Problem e) {
                e.violations().forEach(faults::add);
            }
        }
    }

    private void pair(String at, TargetBody sent) {
        if ((sent.priceProvider() == null) != (sent.priceModel() == null)) {
            String missing = sent.priceProvider() == null ? ".price_provider" : ".price_model";
            faults.add(at + missing, null, "price_provider and price_model together, or neither");
        }
        for (String name : new @Nullable String[] {sent.priceProvider(), sent.priceModel()}) {
            if (name != null && (name.isBlank() || name.length() > 200 || name.indexOf('\0') >= 0)) {
                faults.add(at + ".price_model", name, "names of the price list, such as openai and gpt-4o-mini");
            }
        }
    }

    private String name(String field, @Nullable String name, String example) {
        if (name == null || !CallerHints.NAME.matcher(name).matches()) {
            faults.add(field, name, "1 to 64 of a-z, 0-9, _, . and -, " + example);
        }
        return name == null ? "" : name;
    }

    private String text(String field, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > MAX_NAME || text.indexOf('\0') >= 0) {
            faults.add(field, text, "the upstream's name of a model, at most " + MAX_NAME + " characters");
        }
        return text == null ? "" : text;
    }

    private List<String> tags(String field, @Nullable List<@Nullable String> sent) {
        List<String> tags = new ArrayList<>();
        for (String tag : Objects.requireNonNullElse(sent, List.<@Nullable String>of())) {
            tags.add(name(field, tag, "such as batch"));
        }
        if (tags.size() > MAX_TAGS) {
            faults.add(field, tags.size(), "at most " + MAX_TAGS + " tags");
        }
        return tags;
    }

    private long within(String field, @Nullable Integer value, long byDefault, long least, long most) {
        return faults.within(field, value == null ? null : value.longValue(), byDefault, least, most);
    }

    private @Nullable Long bounded(String field, @Nullable Long value, long most) {
        return value == null ? null : faults.within(field, value, 0, 1, most);
    }

    private @Nullable Integer concurrency(String field, @Nullable Integer value) {
        return value == null ? null : (int) within(field, value, 0, 1, 100_000);
    }

    private @Nullable Rates price(String field, @Nullable PriceBody sent) {
        if (sent == null) {
            return null;
        }
        Long input = sent.inputMicroUsdPerMillion();
        Long output = sent.outputMicroUsdPerMillion();
        if (input == null || output == null) {
            faults.add(field, null, "input_micro_usd_per_million and output_micro_usd_per_million");
        }
        return new Rates(
                faults.within(field + ".input_micro_usd_per_million", input, 0, 0, MAX_RATE),
                faults.within(field + ".output_micro_usd_per_million", output, 0, 0, MAX_RATE));
    }
}
