// SPDX-License-Identifier: Apache-2.0
/** Shows that a request is read as a parser reads it, and changed nowhere but where it must be. */
@NullMarked
package dev.llmops.gateway.dialect;

import org.jspecify.annotations.NullMarked;
