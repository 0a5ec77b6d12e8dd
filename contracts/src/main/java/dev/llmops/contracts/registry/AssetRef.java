// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.Problem;

/**
 * Names one version: {@code name@version} within a kind.
 *
 * @param version SemVer 2.0; {@code latest}, the highest published version that is no pre-release; or an alias behind
 *     {@code @}, such as {@code @champion}
 */
public record AssetRef(AssetKind kind, String name, String version) {
    public static final String LATEST = "latest";

    /** Reads {@code name@version}; without {@code @} the version is {@code latest}. */
    public static AssetRef parse(AssetKind kind, String text) {
        int at = text.indexOf('@');
        if (text.isEmpty() || at == 0 || at == text.length() - 1) {
            throw Problem.invalid(kind.wireName(), text, "name@version, such as support-large@1.4.0");
        }
        return at < 0
                ? new AssetRef(kind, text, LATEST)
                : new AssetRef(kind, text.substring(0, at), text.substring(at + 1));
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
