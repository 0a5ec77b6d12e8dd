// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The one secret all others hang from: 32 bytes from {@code LLMOPS_MASTER_KEY} (base64), else from
 * {@code <home>/master.key}, made at the first start. The home remembers the key's id; another key is refused, since
 * nothing sealed before could be opened with it.
 */
public final class MasterKey {
    static final int BYTES = 32;

    private final byte[] secret;

    MasterKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new StartFailure("The master key has " + secret.length + " bytes (expected: " + BYTES
                    + ", as base64, such as the output of: openssl rand -base64 32).");
        }
        this.secret = secret.clone();
    }

    /** The key of a home. Made when there is none; the environment wins over the file. */
    public static MasterKey of(Home home) {
        return of(home, System.getenv("LLMOPS_MASTER_KEY"));
    }

    static MasterKey of(Home home, @Nullable String fromEnvironment) {
        Path file = home.resolve("master.key");
        try {
            MasterKey key;
            if (fromEnvironment != null && !fromEnvironment.isBlank()) {
                key = decode(fromEnvironment, "LLMOPS_MASTER_KEY");
            } else if (Files.exists(file)) {
                key = decode(Files.readString(file), file.toString());
            } else {
                key = create(home, file);
            }
            key.mustBeTheOneOf(home);
            return key;
        } catch (IOException e) {
            throw StartFailure.cannotWrite(file, e);
        }
    }

    /** A random key that is stored nowhere: for tests and tools. */
    public static MasterKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new MasterKey(secret);
    }

    private static MasterKey create(Home home, Path file) throws IOException {
        if (Files.exists(home.resolve("master.key.id"))) {
            throw new StartFailure("The master key of " + home.path() + " is missing: neither LLMOPS_MASTER_KEY nor "
                    + file + " is there. Restore it from your backup; without it what was sealed stays closed.");
        }
        MasterKey key = random();
        PrivateFiles.write(file, Base64.getEncoder().encodeToString(key.secret) + "\n");
        return key;
    }

    private static MasterKey decode(String text, String source) {
        try {
            return new MasterKey(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(source + " is not base64 (expected: " + BYTES
                    + " bytes, such as the output of: openssl rand -base64 32).");
        }
    }

    private void mustBeTheOneOf(Home home) throws IOException {
        Path file = home.resolve("master.key.id");
        if (!Files.exists(file)) {
            PrivateFiles.write(file, id() + "\n");
            return;
        }
        String known = Files.readString(file).strip();
        if (!known.equals(id())) {
            throw new StartFailure("The master key " + id() + " is not the one this home was made with (" + known
                    + "). Start with the former LLMOPS_MASTER_KEY or master.key; what it sealed cannot be opened with"
                    + " another.");
        }
    }

    /** Names the key without telling it: eight hex digits. */
    String id() {
        return HexFormat.of().formatHex(derive("llmops key id", 4));
    }

    byte[] derive(String purpose, int bytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(purpose.getBytes(UTF_8), bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA256", e);
        }
    }

    public Sealer sealer() {
        return new MasterKeySealer(this);
    }
}
