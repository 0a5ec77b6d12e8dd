// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.UpstreamKind;

/**
 * What a request needs to know of where it goes.
 *
 * @param openAi whether it is OpenAI's own service, whose newer models know the limit by its new name only
 */
public record Wire(UpstreamKind kind, String model, boolean stream, boolean openAi) {}
