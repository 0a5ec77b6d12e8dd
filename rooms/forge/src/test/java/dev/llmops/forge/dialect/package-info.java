// SPDX-License-Identifier: Apache-2.0
/** Tests of the forge room: pure parsers by property, calls over real sockets against the provider kit. */
@NullMarked
package dev.llmops.forge.dialect;

import org.jspecify.annotations.NullMarked;
