// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of {@code o200k_base}. The encoding takes some hundred milliseconds and tens of megabytes to load, so it is
 * loaded by the first call that needs it, off the event loop.
 */
final class Tokenizer {
    private volatile @Nullable Encoding encoding;

    /** Whether counting is cheap by now. */
    boolean loaded() {
        return encoding != null;
    }

    int count(String text) {
        return text.isEmpty() ? 0 : encoding().countTokensOrdinary(text);
    }

    /** The text in pieces of one token each, or of several where a character spans them; at most {@code max} tokens. */
    List<String> pieces(String text, int max) {
        Encoding tokens = encoding();
        IntArrayList ids = tokens.encodeOrdinary(text);
        List<String> pieces = new ArrayList<>();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        for (int i = 0; i < Math.min(ids.size(), max); i++) {
            IntArrayList one = new IntArrayList(1);
            one.add(ids.get(i));
            open.writeBytes(tokens.decodeBytes(one));
            String piece = decoded(open.toByteArray());
            if (piece != null) {
                pieces.add(piece);
                open.reset();
            }
        }
        return pieces;
    }

    /** What the tokens say; null when one of them is none. */
    @Nullable
    String text(List<Integer> ids) {
        IntArrayList list = new IntArrayList(ids.size());
        ids.forEach(list::add);
        try {
            return encoding().decode(list);
        } catch (RuntimeException unknown) {
            return null; // the decoder throws whatever its tables throw
        }
    }

    private static @Nullable String decoded(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private Encoding encoding() {
        Encoding known = encoding;
        return known != null ? known : load();
    }

    private synchronized Encoding load() {
        if (encoding == null) {
            encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        }
        return encoding;
    }
}
