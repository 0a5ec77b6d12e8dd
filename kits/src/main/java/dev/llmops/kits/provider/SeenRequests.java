// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What reached the provider: the ids, in memory and in a file that survives the death of either side. */
final class SeenRequests implements Closeable {
    private static final int MAX_REMEMBERED = 100_000;

    final AtomicLong count = new AtomicLong();
    final AtomicInteger aborted = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicLong bytesWritten = new AtomicLong();
    final List<String> ids = new CopyOnWriteArrayList<>();
    private volatile @Nullable Kept last;

    /** A call as it came, to be read when somebody asks. */
    private record Kept(HttpServerRequest request, Buffer body) {}

    private final boolean remember;
    private final @Nullable FileChannel file;

    SeenRequests(ProviderSettings settings) throws IOException {
        this.remember = settings.rememberIds();
        this.file = settings.idsFile() == null
                ? null
                : FileChannel.open(settings.idsFile(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void saw(HttpServerRequest request, Buffer body) {
        count.incrementAndGet();
        if (remember) {
            last = new Kept(request, body);
        }
        String id = request.getHeader("x-request-id");
        if (id == null) {
            return;
        }
        if (remember && ids.size() < MAX_REMEMBERED) {
            ids.add(id);
        }
        if (file != null) {
            try {
                file.write(ByteBuffer.wrap((id + "\n").getBytes(UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nullable
    SeenCall lastCall() {
        Kept kept = last;
        if (kept == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        kept.request
                .headers()
                .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new SeenCall(kept.request.uri(), headers, kept.body.toString(UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
