// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Objects in a bucket of S3 or of what speaks its protocol, as {@code PREFIX/TENANT/ab/cdef…}. Objects of more than one
 * part go as a multipart upload that is aborted when it fails; each request's body is signed by its SHA-256, which the
 * server checks. The client is made at the first use.
 */
final class S3Blobs implements BlobStore, AutoCloseable {
    static final int PART_BYTES = 16 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(60);

    private final ContentSettings.S3 settings;
    private @Nullable S3Client client;

    S3Blobs(ContentSettings.S3 settings) {
        this.settings = settings;
    }

    @Override
    public long put(TenantId tenant, String location, Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return put(tenant, location, bytes, Files.size(file));
        }
    }

    @Override
    public long put(TenantId tenant, String location, InputStream bytes, long sizeBytes) throws IOException {
        String key = key(tenant, location);
        return call(() -> {
            if (sizeBytes <= PART_BYTES) {
                byte[] whole = part(bytes, (int) sizeBytes);
                requireEnd(bytes, sizeBytes);
                client().putObject(request -> request.bucket(settings.bucket()).key(key), RequestBody.fromBytes(whole));
            } else {
                putParts(key, bytes, sizeBytes);
            }
            return 0L;
        });
    }

    private void putParts(String key, InputStream bytes, long sizeBytes) throws IOException {
        S3Client s3 = client();
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key))
                .uploadId();
        boolean done = false;
        try {
            // At most 10,000 parts are allowed.
            int partBytes = (int) Math.max(PART_BYTES, (sizeBytes / 9_000 + (1 << 20)) & -(1 << 20));
            List<CompletedPart> parts = new ArrayList<>();
            for (long sent = 0; sent < sizeBytes; sent += partBytes) {
                int number = parts.size() + 1;
                byte[] part = part(bytes, (int) Math.min(partBytes, sizeBytes - sent));
                String tag = s3.uploadPart(
                                request -> request.bucket(settings.bucket())
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number),
                                RequestBody.fromBytes(part))
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            requireEnd(bytes, sizeBytes);
            s3.completeMultipartUpload(request -> request.bucket(settings.bucket())
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(all -> all.parts(parts)));
            done = true;
        } finally {
            if (!done) {
                s3.abortMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key).uploadId(upload));
            }
        }
    }

    private static byte[] part(InputStream bytes, int length) throws IOException {
        byte[] part = bytes.readNBytes(length);
        if (part.length < length) {
            throw new EOFException(part.length + " of " + length + " bytes arrived");
        }
        return part;
    }

    /** The end is read too: a stream may say only there that its bytes are not the right ones. */
    private static void requireEnd(InputStream bytes, long sizeBytes) throws IOException {
        if (bytes.read() >= 0) {
            throw new IOException("more than " + sizeBytes + " bytes arrived");
        }
    }

    @Override
    public InputStream open(TenantId tenant, String location, ByteRange range) throws IOException {
        if (range.length() == 0) {
            return InputStream.nullInputStream();
        }
        String key = key(tenant, location);
        return call(() -> client().getObject(request -> request.bucket(settings.bucket())
                .key(key)
                .range("bytes=" + range.offset() + "-" + (range.offset() + range.length() - 1))));
    }

    @Override
    public Optional<Path> file(TenantId tenant, String location) {
        return Optional.empty();
    }

    /** S3 does not let an object be changed in place, so its time says nothing. */
    @Override
    public long writtenAtMicros(TenantId tenant, String location) {
        return 0;
    }

    /** Damaged bytes stay where they are: their location is never read or used again. */
    @Override
    public void quarantine(TenantId tenant, String location) {}

    @Override
    public void remove(TenantId tenant, String location) throws IOException {
        String key = key(tenant, location);
        call(() -> client().deleteObject(
                        request -> request.bucket(settings.bucket()).key(key)));
    }

    private static <T> T call(Callable<T> call) throws IOException {
        try {
            return call.call();
        } catch (NoSuchKeyException e) {
            throw new NoSuchFileException("the object is not in the bucket");
        } catch (SdkException e) {
            throw new IOException("the object store did not answer as it should", e);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private String key(TenantId tenant, String location) {
        String prefix = settings.prefix();
        return (prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/") + tenant.value() + "/" + location;
    }

    private synchronized S3Client client() {
        if (client == null) {
            S3ClientBuilder builder = S3Client.builder()
                    .region(Region.of(settings.region()))
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(settings.pathStyle())
                            .chunkedEncodingEnabled(false)
                            .build())
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .httpClientBuilder(UrlConnectionHttpClient.builder()
                            .connectionTimeout(CONNECT)
                            .socketTimeout(READ));
            settings.endpoint().ifPresent(builder::endpointOverride);
            settings.accessKey()
                    .ifPresent(key -> builder.credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(key, settings.secretKey().orElse("")))));
            client = builder.build();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
