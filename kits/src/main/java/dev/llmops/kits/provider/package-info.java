// SPDX-License-Identifier: Apache-2.0
/**
 * A provider for tests and benches: a real HTTP server on loopback that speaks the dialects of OpenAI, Anthropic,
 * Gemini and Bedrock and can be told, request by request, to misbehave in every way a provider does.
 */
@NullMarked
package dev.llmops.kits.provider;

import org.jspecify.annotations.NullMarked;
