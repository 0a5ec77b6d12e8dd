// SPDX-License-Identifier: Apache-2.0
/**
 * The doors of the rooms as one GraphQL schema at {@code /graphql}: queries, changes, subscriptions, federation. The
 * schema is written first, in contracts; every field states who may ask for it, and a question is weighed before it runs.
 */
@NullMarked
package dev.llmops.platform.graphql;

import org.jspecify.annotations.NullMarked;
