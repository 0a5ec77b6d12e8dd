// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the feed is set with. */
final class FeedBeans {
    @Produces
    @Singleton
    FeedLimits limits(@ConfigProperty(name = "llmops.feed.max-streams", defaultValue = "2000") int maxStreams) {
        return new FeedLimits(Math.max(1, maxStreams), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }
}
