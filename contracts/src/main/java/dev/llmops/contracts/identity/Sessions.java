// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.identity;

import java.util.Optional;

/** Browser sessions, as the authentication filter asks for them. */
public interface Sessions {
    /** The live session behind a cookie, if there is one. Cached for at most 1 s. */
    Optional<Session> find(String cookieValue);

    /**
     * @param csrfToken what the header {@code x-llmops-csrf} of every change must carry
     */
    record Session(Caller caller, String csrfToken) {}
}
