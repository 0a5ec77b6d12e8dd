// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The route takes its body as an {@code InputStream} while it arrives, of any length: nothing is read ahead of the
 * method, no limit but the route's own holds, and an idempotency key does not cover the body.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StreamedBody {}
