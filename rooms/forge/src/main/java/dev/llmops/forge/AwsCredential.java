// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What signs calls to Bedrock. It is written {@code ACCESS_KEY_ID:SECRET_ACCESS_KEY}, then {@code :SESSION_TOKEN} for a
 * credential that ends, then {@code @REGION} where the address does not name it.
 */
record AwsCredential(
        String accessKeyId, String secret, @Nullable String sessionToken, String region) {
    static final String EXPECTED = "a Bedrock API key, or ACCESS_KEY_ID:SECRET_ACCESS_KEY[:SESSION_TOKEN][@REGION] with"
            + " the region where base_url does not name it";

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{3,128}):([^:@]{3,256})(?::([^:@]+))?(?:@([a-z0-9-]{3,32}))?");
    private static final Pattern REGION = Pattern.compile("(?:^|\\.)([a-z]{2}(?:-[a-z]+)+-\\d)(?:\\.|$)");

    /** Whether a credential is a pair of keys; otherwise it is one key that is shown as it is. */
    static boolean signs(String credential) {
        return credential.indexOf(':') >= 0;
    }

    /** Throws {@link IllegalArgumentException} when it is none, or when neither it nor the host names a region. */
    static AwsCredential parse(String credential, String host) {
        Matcher form = FORM.matcher(credential);
        if (!form.matches()) {
            throw new IllegalArgumentException("not an AWS credential");
        }
        String region = form.group(4);
        if (region == null) {
            Matcher named = REGION.matcher(host);
            if (!named.find()) {
                throw new IllegalArgumentException("no region");
            }
            region = named.group(1);
        }
        return new AwsCredential(form.group(1), form.group(2), form.group(3), region);
    }

    @Override
    public String toString() {
        return "AwsCredential[" + accessKeyId + ", " + region + "]";
    }
}
