// SPDX-License-Identifier: Apache-2.0
/** What a request becomes: words, conditions, meaning, and the answer made of them. */
@NullMarked
package dev.llmops.search.query;

import org.jspecify.annotations.NullMarked;
