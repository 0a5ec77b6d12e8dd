// SPDX-License-Identifier: Apache-2.0
/**
 * The truth of the control plane: PostgreSQL, embedded or external, with tenants isolated by the database itself, and
 * the event log that commits with every change.
 */
@NullMarked
package dev.llmops.platform.sql;

import org.jspecify.annotations.NullMarked;
