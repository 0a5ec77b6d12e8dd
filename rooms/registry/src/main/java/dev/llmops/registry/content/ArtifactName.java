// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.Problem;
import java.util.regex.Pattern;

/**
 * The name of a version's file: a relative path as every file system takes it. Whoever writes the files of a version to
 * a directory stays in that directory.
 */
record ArtifactName(String text) {
    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_][A-Za-z0-9 ._+@=-]{0,126}(?<![ .])(/[A-Za-z0-9_][A-Za-z0-9 ._+@=-]{0,126}(?<![ .])){0,15}");
    private static final int MAX_LENGTH = 512;

    ArtifactName {
        if (text.length() > MAX_LENGTH || !NAME.matcher(text).matches()) {
            throw Problem.invalid(
                    "name",
                    text,
                    "a relative path of at most 512 characters, 16 parts of A-Z a-z 0-9 . _ + @ = - or space that"
                            + " neither begin nor end with a dot, such as weights/model-00001.safetensors");
        }
    }
}
