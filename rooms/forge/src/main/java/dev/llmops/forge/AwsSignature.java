// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 of a request's method, path, host, time and body. Used on one event loop only. */
final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final AwsCredential credential;
    private final String service;
    private String keyDate = "";
    private byte[] key = {};

    AwsSignature(AwsCredential credential, String service) {
        this.credential = credential;
        this.service = service;
    }

    /**
     * The headers that make the request a signed one.
     *
     * @param path as it is sent, encoded; it is encoded once more here, as every service but S3 wants it
     * @param query sorted and encoded; empty for none
     */
    Map<String, String> sign(String method, String host, String path, String query, ByteBuffer body, Instant now) {
        String time = TIME.format(now);
        String date = time.substring(0, 8);
        String scope = date + "/" + credential.region() + "/" + service + "/aws4_request";
        String token = credential.sessionToken();
        String signed = token == null ? "host;x-amz-date" : "host;x-amz-date;x-amz-security-token";
        String request = method + "\n" + canonical(path) + "\n" + query + "\nhost:" + host + "\nx-amz-date:" + time
                + (token == null ? "" : "\nx-amz-security-token:" + token) + "\n\n" + signed + "\n" + hash(body);
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(ByteBuffer.wrap(request.getBytes(UTF_8)));
        String signature = HEX.formatHex(hmac(key(date), toSign));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-date", time);
        if (token != null) {
            headers.put("x-amz-security-token", token);
        }
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + credential.accessKeyId() + "/" + scope + ", SignedHeaders=" + signed
                        + ", Signature=" + signature);
        return headers;
    }

    /** The day's key, made once. */
    private byte[] key(String date) {
        if (!date.equals(keyDate)) {
            byte[] ofDate = hmac(("AWS4" + credential.secret()).getBytes(UTF_8), date);
            key = hmac(hmac(hmac(ofDate, credential.region()), service), "aws4_request");
            keyDate = date;
        }
        return key;
    }

    private static String canonical(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        int from = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            encoded.append(ProviderPaths.encoded(path.substring(from, slash))).append('/');
            from = slash + 1;
        }
        return encoded.append(ProviderPaths.encoded(path.substring(from))).toString();
    }

    private static String hash(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HEX.formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
