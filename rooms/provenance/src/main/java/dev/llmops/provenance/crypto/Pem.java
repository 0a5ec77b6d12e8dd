// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.kernel.Problem;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PEM by RFC 7468, strictly: labels that match, base 64 and nothing else between them. */
public final class Pem {
    public static final String PUBLIC_KEY = "PUBLIC KEY";
    public static final String CERTIFICATE = "CERTIFICATE";

    private static final int MAX_CHARACTERS = 64 * 1_024;
    private static final int MAX_BLOCKS = 16;
    private static final int LINE = 64;
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block. It is read once and never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Block(String label, byte[] der) {}

    /** All blocks of a text, at least one. Text before and between blocks is refused: it may be a key nobody meant to send. */
    public static List<Block> read(String field, @Nullable String text) {
        if (text == null || text.length() > MAX_CHARACTERS) {
            throw refused(field, "PEM of at most " + MAX_CHARACTERS + " characters");
        }
        List<Block> blocks = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int labelEnd = rest.startsWith(BEGIN) ? rest.indexOf(DASHES, BEGIN.length()) : -1;
            String label = labelEnd < 0 ? "" : rest.substring(BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int stop = labelEnd < 0 ? -1 : rest.indexOf(end);
            if (stop < 0 || blocks.size() == MAX_BLOCKS) {
                throw refused(field, "at most " + MAX_BLOCKS + " PEM blocks, such as -----BEGIN PUBLIC KEY-----");
            }
            if (label.contains("PRIVATE")) {
                throw refused(field, "a public key; private keys stay with their owner and are never sent");
            }
            blocks.add(new Block(label, base64(field, rest.substring(labelEnd + DASHES.length(), stop))));
            rest = rest.substring(stop + end.length()).strip();
        }
        if (blocks.isEmpty()) {
            throw refused(field, "a PEM block, such as -----BEGIN PUBLIC KEY-----");
        }
        return blocks;
    }

    public static String write(String label, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, "\n".getBytes(US_ASCII)).encodeToString(der);
        return BEGIN + label + DASHES + "\n" + body + "\n-----END " + label + DASHES + "\n";
    }

    private static byte[] base64(String field, String lines) {
        try {
            return Base64.getDecoder().decode(lines.replaceAll("[ \\t\\r\\n]", ""));
        } catch (IllegalArgumentException e) {
            throw refused(field, "base 64 between the PEM labels");
        }
    }

    private static Problem refused(String field, String expected) {
        return Problem.invalid(field, "not acceptable", expected);
    }
}
