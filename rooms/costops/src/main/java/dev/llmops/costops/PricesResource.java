// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.Allow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The price list over HTTP. It is the same for every organisation. */
@Path("/api/costops/v1/prices")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class PricesResource {
    private final PriceList prices;

    PricesResource(PriceList prices) {
        this.prices = prices;
    }

    /** @param aboveInputTokens the row holds for calls with more input than this; 0 for the base price */
    record Price(
            String provider,
            String model,
            long aboveInputTokens,
            long inputMicroUsdPerMillion,
            @Nullable Long outputMicroUsdPerMillion,
            @Nullable Long cachedInputMicroUsdPerMillion,
            @Nullable Long cacheWriteMicroUsdPerMillion,
            @Nullable Long reasoningMicroUsdPerMillion,
            @Nullable Long longCacheWriteMicroUsdPerMillion,
            @Nullable Long audioInputMicroUsdPerMillion,
            @Nullable Long cachedAudioInputMicroUsdPerMillion,
            @Nullable Long audioOutputMicroUsdPerMillion,
            @Nullable Long imageInputMicroUsdPerMillion,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            String source,
            String priceVersion) {}

    @Schema(name = "PriceCatalogue")
    record Catalogue(String version, List<PriceList.Source> sources, Instant importedAt) {}

    /** @param model the beginning of the model's name */
    @GET
    @Allow(Permission.PRICES_READ)
    public Page<Price> list(
            @QueryParam("provider") @Nullable String provider,
            @QueryParam("model") @Nullable String model,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        String after = page.after();
        String listed = provider == null ? null : PriceList.provider(provider);
        List<PriceRow> rows = prices.rows().stream()
                .filter(row -> after == null || row.key().compareTo(after) > 0)
                .filter(row -> listed == null || row.provider().equals(listed))
                .filter(row -> model == null || row.model().startsWith(model))
                .limit(page.fetch())
                .toList();
        return Page.of(rows, page, PriceRow::key).map(this::price);
    }

    @GET
    @Path("catalogue")
    @Allow(Permission.PRICES_READ)
    public Catalogue catalogue() {
        return new Catalogue(prices.version(), prices.sources(), midnight(prices.importedOn()));
    }

    private Price price(PriceRow row) {
        PriceRates rates = row.rates();
        return new Price(
                row.provider(),
                row.model(),
                row.aboveInputTokens(),
                rates.input(),
                rates.output(),
                rates.cachedInput(),
                rates.cacheWrite(),
                rates.reasoning(),
                rates.longCacheWrite(),
                rates.audioInput(),
                rates.cachedAudioInput(),
                rates.audioOutput(),
                rates.imageInput(),
                row.validFrom() == null ? null : midnight(row.validFrom()),
                row.validTo() == null ? null : midnight(row.validTo()),
                row.source(),
                prices.versionOf(row));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
