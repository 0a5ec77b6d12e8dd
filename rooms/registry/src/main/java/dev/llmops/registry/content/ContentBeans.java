// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.platform.home.Home;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Reads {@code llmops.content.*}. */
final class ContentBeans {
    private static final String PREFIX = "llmops.content.";

    @Produces
    @Singleton
    ContentSettings settings(Home home, Config config) {
        return new ContentSettings(
                text(config, "directory").map(Path::of).orElseGet(() -> home.resolve("content")),
                text(config, "warm-directory").map(Path::of).orElseGet(() -> home.resolve("content-warm")),
                hotInS3(text(config, "backend").orElse("files")),
                bucket(config),
                number(config, "object-max-bytes", ContentSettings.DEFAULT_OBJECT_MAX_BYTES),
                number(config, "quota-bytes", ContentSettings.DEFAULT_QUOTA_BYTES),
                number(config, "min-free-bytes", ContentSettings.DEFAULT_MIN_FREE_BYTES),
                Duration.ofHours(number(config, "upload-hours", 24)),
                Duration.ofDays(number(config, "verify-days", 7)),
                number(config, "scrub-bytes-per-second", 64L << 20));
    }

    private static boolean hotInS3(String backend) {
        return switch (backend) {
            case "files" -> false;
            case "s3" -> true;
            default -> throw new IllegalStateException(PREFIX + "backend: '" + backend + "' (expected: files or s3)");
        };
    }

    private static ContentSettings.@Nullable S3 bucket(Config config) {
        Optional<String> bucket = text(config, "s3.bucket");
        return bucket.map(name -> new ContentSettings.S3(
                        text(config, "s3.endpoint").map(URI::create),
                        text(config, "s3.region").orElse("us-east-1"),
                        name,
                        text(config, "s3.prefix").orElse(""),
                        config.getOptionalValue(PREFIX + "s3.path-style", Boolean.class)
                                .orElse(true),
                        text(config, "s3.access-key"),
                        text(config, "s3.secret-key")))
                .orElse(null);
    }

    private static Optional<String> text(Config config, String name) {
        return config.getOptionalValue(PREFIX + name, String.class).filter(text -> !text.isBlank());
    }

    private static long number(Config config, String name, long otherwise) {
        return config.getOptionalValue(PREFIX + name, Long.class).orElse(otherwise);
    }
}
