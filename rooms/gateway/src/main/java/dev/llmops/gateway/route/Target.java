// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.gateway.route.RouteSpec.Rates;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import org.jspecify.annotations.Nullable;

/** A target with everything a call needs of it worked out beforehand; belongs to one snapshot. */
public final class Target {
    private final TargetSpec spec;
    private final @Nullable Upstream upstream;
    private final @Nullable RouteRule rule;
    private final @Nullable Rates rates;
    private final Prices prices;
    private final TargetState state;
    private final byte[] modelLiteral;

    Target(
            TargetSpec spec,
            @Nullable Upstream upstream,
            @Nullable RouteRule rule,
            @Nullable Rates rates,
            Prices prices,
            TargetState state) {
        this.spec = spec;
        this.upstream = upstream;
        this.rule = rule;
        this.rates = rates;
        this.prices = prices;
        this.state = state;
        this.modelLiteral = ('"'
                        + new String(JsonStringEncoder.getInstance().quoteAsString(spec.upstreamModel()))
                        + '"')
                .getBytes(UTF_8);
    }

    /** What the call's record says of a target: the registry's model and the price list's names. */
    public record Prices(String model, String provider, String priceModel) {}

    public String id() {
        return spec.id();
    }

    TargetSpec spec() {
        return spec;
    }

    /** Null when it was deleted. */
    public @Nullable Upstream upstream() {
        return upstream;
    }

    public String upstreamModel() {
        return spec.upstreamModel();
    }

    /** The upstream's model as a JSON string, quotes included. */
    public byte[] modelLiteral() {
        return modelLiteral;
    }

    public Prices prices() {
        return prices;
    }

    public TargetState state() {
        return state;
    }

    @Nullable
    RouteRule rule() {
        return rule;
    }

    /** What the request is estimated to cost here, in micro-dollars; null when no price is known. */
    @Nullable
    Long cost(RouteRequest request) {
        return rates == null ? null : rates.cost(request.inputTokens(), request.outputTokens());
    }

    boolean holds(long tokens) {
        Long window = spec.contextWindow();
        return window == null || tokens <= window;
    }
}
