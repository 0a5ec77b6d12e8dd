// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

/**
 * One server and the key to it.
 *
 * @param url without a path, such as {@code http://127.0.0.1:8080}
 */
record Context(String name, String url, String key) {
    Context {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public String toString() {
        return name + " (" + url + ")";
    }
}
