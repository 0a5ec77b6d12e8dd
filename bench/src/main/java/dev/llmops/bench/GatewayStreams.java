// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Thousands of streams held open at one time, half of them over connections to an endpoint, half over the simulator, since a
 * process may hold 20,000 sockets on many machines and each of the first kind takes two.
 */
final class GatewayStreams {
    private static final String OVER_SOCKETS = "bench-open";
    private static final String SIMULATED = "bench-simulated";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Product product;
    private final Report report;
    private final int streams;

    GatewayStreams(Product product, Report report, int streams) {
        this.product = product;
        this.report = report;
        this.streams = streams;
    }

    void run() throws IOException, InterruptedException {
        try (OpenStreams open = new OpenStreams()) {
            Road road = new Road(product.admin());
            Road.Paved real = road.pave(OVER_SOCKETS, open.baseUrl(), "m", GatewayPlan.plenty());
            Road.Paved simulated = road.paveOver(
                    SIMULATED,
                    ProductApi.JSON.createObjectNode().put("kind", "simulator").put("token_delay_ms", 10_000),
                    "simulator-small",
                    GatewayPlan.plenty());
            open.openAll(product.port(), real.key(), OVER_SOCKETS, streams / 2);
            open.openAll(product.port(), simulated.key(), SIMULATED, streams - streams / 2);
            int held = open.open() - open.failed();
            Thread.sleep(Duration.ofSeconds(5));
            double pss = pss();
            open.finish(streams, PATIENCE);
            report.add(new Figure("gateway.open_streams", held, "streams", (double) streams, null, 0));
            report.add(new Figure("gateway.open_streams_failed", streams - open.complete(), "streams", 0.0, null, 0));
            report.add(new Figure("gateway.open_streams_pss_mb", pss, "MiB", null, null, 0));
            report.remark(String.format(
                    Locale.ROOT,
                    "%,d streams open at one time, half over connections to an endpoint, half simulated; %,d ended with [DONE]",
                    held,
                    open.complete()));
        }
    }

    /** Of the product's process and all it started, in MiB. */
    private double pss() {
        return (Machine.pssBytes(product.pid())
                        + product.handle()
                                .descendants()
                                .mapToLong(child -> Machine.pssBytes(child.pid()))
                                .sum())
                / 1048576.0;
    }
}
