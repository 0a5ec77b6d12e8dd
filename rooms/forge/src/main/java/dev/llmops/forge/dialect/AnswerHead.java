// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

/**
 * What an answer needs to know of its request.
 *
 * @param callId makes the answer's id
 * @param model the answer's model
 * @param includeUsage whether a stream tells what was used, where a client may choose
 */
public record AnswerHead(String callId, String model, long createdSeconds, boolean includeUsage, Conversation asked) {}
