// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;

/** Seals under a key derived from the master key; the version, the key's id and the context are authenticated too. */
final class MasterKeySealer implements Sealer {
    private static final String VERSION = "v1";

    private final MasterKey master;
    private final String prefix;
    private final byte[] sealingKey;
    private final SecureRandom random = new SecureRandom();

    MasterKeySealer(MasterKey master) {
        this.master = master;
        this.prefix = VERSION + "." + master.id() + ".";
        this.sealingKey = master.derive("llmops seal " + VERSION, MasterKey.BYTES);
    }

    @Override
    public String seal(String secret, String context) {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = AesGcm.seal(sealingKey, nonce, secret.getBytes(UTF_8), additionalData(context));
            byte[] text = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, text, nonce.length, sealed.length);
            return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do AES-256-GCM", e);
        }
    }

    @Override
    public String open(String sealed, String context) {
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("not a sealed text of version " + VERSION);
        }
        if (!prefix.equals(parts[0] + "." + parts[1] + ".")) {
            throw new IllegalStateException(
                    "sealed under the master key " + parts[1] + ", but this one is " + master.id());
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(parts[2]);
            byte[] nonce = Arrays.copyOf(bytes, AesGcm.NONCE_BYTES);
            byte[] text = Arrays.copyOfRange(bytes, Math.min(AesGcm.NONCE_BYTES, bytes.length), bytes.length);
            return new String(AesGcm.open(sealingKey, nonce, text, additionalData(context)), UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new IllegalStateException("the sealed text was altered, or belongs to another context", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do AES-256-GCM", e);
        }
    }

    @Override
    public byte[] deriveKey(String purpose) {
        return master.derive("llmops purpose " + purpose, MasterKey.BYTES);
    }

    private byte[] additionalData(String context) {
        return (prefix + context).getBytes(UTF_8);
    }
}
