// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code llmops up --demo} shows: the price catalogue as models, three services on the built-in simulator, a
 * subscriber with a key, and a past of some hundred calls marked {@code simulated}. It goes through the public REST API
 * as any client would, and repeating it changes nothing.
 */
@NullMarked
package dev.llmops.demo;

import org.jspecify.annotations.NullMarked;
