// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every room may inject from here. */
@Singleton
final class HomeBeans {
    @Produces
    @Singleton
    Home home(@ConfigProperty(name = "llmops.home") Optional<String> configured) {
        return Home.at(configured.orElse(null)).prepare();
    }

    @Produces
    @Singleton
    Sealer sealer(Home home) {
        return MasterKey.of(home).sealer();
    }

    /** Ticks in microseconds, as PostgreSQL stores them: a time read back equals the time written. */
    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
