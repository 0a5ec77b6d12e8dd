// SPDX-License-Identifier: Apache-2.0
/**
 * Tells others what happened to assets: signed (Standard Webhooks), at least once, in the log's order per webhook, tried
 * again for about a day. It never calls an address that the operator did not allow, and never sends one delivery from two
 * processes at a time.
 */
@NullMarked
package dev.llmops.registry.webhook;

import org.jspecify.annotations.NullMarked;
