// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How large a route's body may be, where 2 MiB are too few; never more than the server's 20 MiB. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BodyLimit {
    /** Two MiB: what every other route takes. */
    long DEFAULT_BYTES = 2L << 20;

    /** Bytes, as sent. */
    long value();
}
