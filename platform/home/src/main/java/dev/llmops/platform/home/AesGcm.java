// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D), checked against Wycheproof's vectors. */
final class AesGcm {
    static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private AesGcm() {}

    static byte[] seal(byte[] key, byte[] nonce, byte[] text, byte[] additionalData) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, key, nonce, additionalData).doFinal(text);
    }

    static byte[] open(byte[] key, byte[] nonce, byte[] sealed, byte[] additionalData) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, key, nonce, additionalData).doFinal(sealed);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] additionalData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(additionalData);
        return cipher;
    }
}
