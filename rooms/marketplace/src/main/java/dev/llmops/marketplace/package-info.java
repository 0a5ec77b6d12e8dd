// SPDX-License-Identifier: Apache-2.0
/**
 * The marketplace: services that point at a registry model and an upstream, published through automatic checks and a
 * person's approval, found in a catalogue, subscribed to and called with keys of the subscription. It owns the listing;
 * versions belong to the registry, keys to identity, and use is counted by the gateway.
 */
@NullMarked
package dev.llmops.marketplace;

import org.jspecify.annotations.NullMarked;
