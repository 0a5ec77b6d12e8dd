// SPDX-License-Identifier: Apache-2.0
/**
 * Who calls and what they may do: organisations, users, roles, API keys and browser sessions. It alone issues keys; it
 * stores no key, password or session value in a form that could be used, and grants nobody more than the granter has.
 */
@NullMarked
package dev.llmops.identity;

import org.jspecify.annotations.NullMarked;
