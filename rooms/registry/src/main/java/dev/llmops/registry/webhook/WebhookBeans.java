// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What deliveries are set with: eight tries over about 23 hours, unless told otherwise. */
final class WebhookBeans {
    @Produces
    @Singleton
    WebhookSettings settings(
            @ConfigProperty(name = "llmops.webhooks.tries", defaultValue = "8") int tries,
            @ConfigProperty(name = "llmops.webhooks.first-pause", defaultValue = "PT15S") Duration firstPause,
            @ConfigProperty(name = "llmops.webhooks.disable-after", defaultValue = "P5D") Duration disableAfter) {
        return new WebhookSettings(tries, firstPause, Duration.ofSeconds(10), disableAfter, Duration.ofSeconds(30));
    }
}
