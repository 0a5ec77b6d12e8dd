// SPDX-License-Identifier: Apache-2.0
/**
 * What depends on what: declared edges in the database, and a compact graph of each organisation in memory that answers
 * forward, reverse, impact and conflict questions. It refuses cycles when a version is registered; an answer never
 * holds more than 10,000 nodes and says so when it was cut.
 */
@NullMarked
package dev.llmops.registry.dependency;

import org.jspecify.annotations.NullMarked;
