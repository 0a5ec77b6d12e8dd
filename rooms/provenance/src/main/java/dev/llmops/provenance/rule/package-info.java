// SPDX-License-Identifier: Apache-2.0
/** "Must be signed by": what an organisation demands of a version before it is published, and the answer why not. */
@NullMarked
package dev.llmops.provenance.rule;

import org.jspecify.annotations.NullMarked;
