// SPDX-License-Identifier: Apache-2.0
/**
 * What clients say and are told: their requests, read as far as the gateway acts on them and changed where it must, and
 * the words in which each dialect is refused. Knows no key, no limit and no upstream.
 */
@NullMarked
package dev.llmops.gateway.dialect;

import org.jspecify.annotations.NullMarked;
