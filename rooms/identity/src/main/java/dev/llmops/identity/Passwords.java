// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passwords as PBKDF2-HMAC-SHA-512 with 210,000 rounds (OWASP's figure for it), stored as
 * {@code pbkdf2-sha512$ROUNDS$SALT$HASH}. Few are computed at a time, so that a flood of logins cannot take the machine.
 */
@Singleton
final class Passwords {
    static final int MIN_LENGTH = 12;
    private static final int MAX_LENGTH = 1_024;
    private static final int DEFAULT_ROUNDS = 210_000;
    private static final String SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int rounds;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore slots =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final String nobodys;

    @Inject
    Passwords() {
        this(DEFAULT_ROUNDS);
    }

    Passwords(int rounds) {
        this.rounds = rounds;
        this.nobodys =
                SCHEME + "$" + rounds + "$" + encode(new byte[SALT_BYTES]) + "$" + encode(new byte[HASH_BITS / 8]);
    }

    /** Refuses a password that is too short or too long, never repeating it. */
    static String require(String field, @Nullable String password) {
        if (password == null || password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
            throw Problem.invalid(
                    field,
                    password == null ? null : "another length",
                    "at least " + MIN_LENGTH + " and at most " + MAX_LENGTH + " characters");
        }
        return password;
    }

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return SCHEME + "$" + rounds + "$" + encode(salt) + "$" + encode(derive(password, salt, rounds));
    }

    /** Takes as long when there is no such account or it has no password. */
    boolean matches(String password, @Nullable String stored) {
        String[] parts = (stored == null ? nobodys : stored).split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalStateException("a stored password has an unknown form");
        }
        String bounded = password.length() > MAX_LENGTH ? password.substring(0, MAX_LENGTH) : password;
        byte[] derived = derive(bounded, Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[1]));
        boolean equal = MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[3]));
        return equal && stored != null && password.length() <= MAX_LENGTH;
    }

    private byte[] derive(String password, byte[] salt, int rounds) {
        takeSlot();
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
            slots.release();
        }
    }

    private void takeSlot() {
        try {
            if (slots.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(ErrorCode.OVERLOADED, "Too many logins at once; try again", PATIENCE);
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
