// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

/** Whose words a route speaks, which decides the shape of its errors. */
public enum Dialect {
    /** RFC 9457 {@code application/problem+json}. */
    PROBLEM,
    /** {@code {"error":{"message","type","param","code"}}}. */
    OPENAI,
    /** {@code {"type":"error","error":{"type","message"},"request_id"}}. */
    ANTHROPIC,
    /** A status and trailers; to whoever does not speak it, as {@link #PROBLEM}. */
    GRPC,
    /** Static files and pages for people. */
    HTML
}
