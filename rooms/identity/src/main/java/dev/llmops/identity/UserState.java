// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

/** A user's state as on the wire. */
enum UserState {
    ACTIVE,
    SUSPENDED
}
