// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

/**
 * How one role reaches the database.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/NAME}
 * @param password never printed
 */
public record DatabaseLogin(String url, String user, String password) {
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
