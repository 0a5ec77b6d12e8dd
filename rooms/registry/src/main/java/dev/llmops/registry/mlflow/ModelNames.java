// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.kernel.Problem;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Names of MLflow as those of assets, and back. A name that an asset may have stays as it is; any other is written behind
 * {@code mlflow/x} with all but small letters and digits as {@code _} and two hexadecimal digits per byte.
 */
final class ModelNames {
    private static final Pattern ASSET =
            Pattern.compile("(?!(?:.*/)?versions(?:/|$))[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*");
    private static final String FOREIGN = "mlflow/x";
    private static final int MAX = 255;

    private ModelNames() {}

    /** Refuses with {@code validation_failed} what is empty or too long. */
    static String asset(String name) {
        String asset = name.isBlank() || name.indexOf('\0') >= 0 ? "" : mapped(name);
        if (asset.isEmpty() || asset.length() > MAX) {
            throw Problem.invalid(
                    "name", name, "1 to 255 characters; fewer where they are not small letters or digits");
        }
        return asset;
    }

    private static String mapped(String name) {
        if (ASSET.matcher(name).matches() && !isEscaped(name)) {
            return name;
        }
        StringBuilder asset = new StringBuilder(FOREIGN);
        for (byte b : name.getBytes(UTF_8)) {
            if ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9')) {
                asset.append((char) b);
            } else {
                asset.append('_').append(String.format("%02x", b));
            }
        }
        return asset.toString();
    }

    /** The name that {@link #asset} was given. */
    static String original(String asset) {
        return isEscaped(asset) ? unescaped(asset) : asset;
    }

    /** A page's token that goes on after a name. */
    static String token(String assetName) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(assetName.getBytes(UTF_8));
    }

    static String page(String token) {
        try {
            String name = new String(Base64.getUrlDecoder().decode(token), UTF_8);
            if (name.indexOf('\0') < 0) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw Problem.invalid("page_token", null, "the next_page_token of the page before");
    }

    private static boolean isEscaped(String asset) {
        return asset.matches("mlflow/x(?:[a-z0-9]|_[0-9a-f]{2})*");
    }

    private static String unescaped(String asset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = FOREIGN.length(); i < asset.length(); i++) {
            char c = asset.charAt(i);
            if (c == '_') {
                bytes.write(Integer.parseInt(asset, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(UTF_8);
    }
}
