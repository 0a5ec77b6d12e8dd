// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.nio.file.Path;

/**
 * The directory that holds all state: {@code --home}, {@code LLMOPS_HOME} or {@code ~/.llmops}. Mode 0700.
 *
 * @param path absolute
 */
public record Home(Path path) {
    public Home {
        path = path.toAbsolutePath().normalize();
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }
}
