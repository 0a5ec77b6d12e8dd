// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** OpenTelemetry runs only where an OTLP endpoint was configured; otherwise its SDK stays off and costs nothing. */
public final class TelemetrySwitch implements ConfigSourceFactory {
    private static final List<String> ENDPOINTS = List.of(
            "quarkus.otel.exporter.otlp.endpoint",
            "quarkus.otel.exporter.otlp.traces.endpoint",
            "otel.exporter.otlp.endpoint");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String endpoint = null;
        for (String name : ENDPOINTS) {
            ConfigValue configured = context.getValue(name);
            if (endpoint == null
                    && configured != null
                    && configured.getValue() != null
                    && !"default values".equalsIgnoreCase(configured.getConfigSourceName())
                    && !configured.getConfigSourceName().contains("Default")) {
                endpoint = configured.getValue();
            }
        }
        Map<String, String> values = endpoint == null
                ? Map.of("quarkus.otel.sdk.disabled", "true")
                : Map.of("quarkus.otel.sdk.disabled", "false", "quarkus.otel.exporter.otlp.endpoint", endpoint);
        return List.of(new PropertiesConfigSource(values, "llmops telemetry switch", 150));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(150);
    }
}
