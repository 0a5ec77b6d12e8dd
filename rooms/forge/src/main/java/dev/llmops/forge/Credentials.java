// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

/** What a sealed credential is bound to: its upstream. Copied to another row it does not open. */
final class Credentials {
    private Credentials() {}

    static String context(String upstreamId) {
        return "forge.upstream:" + upstreamId;
    }
}
