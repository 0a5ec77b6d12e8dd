// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.contracts.identity.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call a route. Every resource method carries it; the program does not start when one does not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allow {
    Permission value();
}
