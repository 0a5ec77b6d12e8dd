// SPDX-License-Identifier: Apache-2.0
/**
 * The product's own PostgreSQL for tests: one server per test JVM, a fresh database per test class, with the same
 * roles, migrations and tenant isolation as in production and no Quarkus.
 */
@NullMarked
package dev.llmops.kits.postgres;

import org.jspecify.annotations.NullMarked;
