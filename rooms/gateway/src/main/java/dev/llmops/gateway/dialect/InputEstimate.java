// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

/**
 * A first guess at a prompt's tokens, from its bytes alone. It is what limits reserve until the upstream says what was
 * used, and what a call is recorded with that ended before the upstream said.
 */
final class InputEstimate {
    /** Inlined images and files are billed by their size in pixels or pages, never by their base64. */
    private static final int TOKENS_PER_INLINED_FILE = 1_000;

    private static final int WORTH_LOOKING = 4 * 1024;
    private static final byte[] MARK = {';', 'b', 'a', 's', 'e', '6', '4', ','};

    private InputEstimate() {}

    static long of(byte[] body, int start, int end, int bytesPerToken) {
        long text = (long) end - start;
        long files = 0;
        if (text > WORTH_LOOKING) {
            int at = start;
            while (at < end - MARK.length) {
                if (body[at] != MARK[0] || !marks(body, at)) {
                    at++;
                    continue;
                }
                int fileStart = at;
                while (at < end && body[at] != '"') {
                    at++;
                }
                text -= at - fileStart;
                files++;
            }
        }
        return Math.ceilDiv(text, bytesPerToken) + files * TOKENS_PER_INLINED_FILE;
    }

    private static boolean marks(byte[] body, int at) {
        for (int i = 1; i < MARK.length; i++) {
            if (body[at + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
