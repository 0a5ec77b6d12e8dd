// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.util.List;

/** A bean of this type adds lines to what is printed when the product is ready, such as a one-time login link. */
@FunctionalInterface
public interface BannerLine {
    /** In the order to print; asked once, when every earlier step has started. */
    List<String> lines();
}
