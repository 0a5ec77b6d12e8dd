// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends one POST over HTTP/1.1 to a place that a user named. The address is judged after the name was resolved and is
 * the one connected to, which the JDK's client cannot promise; certificates are checked against the name. Redirects are
 * answers, not followed; of the answer only status and headers are read, 64 KiB at most; all within one deadline.
 * Blocking; for virtual threads.
 */
@Singleton
public final class OutboundPost {
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final int MAX_ADDRESSES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9][0-9])(?: .*)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,7}");

    private final AddressPolicy policy;
    private final HostLookup lookup;

    public OutboundPost(AddressPolicy policy, HostLookup lookup) {
        this.policy = policy;
        this.lookup = lookup;
    }

    /**
     * @param retryAfter what the receiver asked for in whole seconds; null for nothing or a date
     */
    public record Answer(int status, @Nullable Duration retryAfter) {}

    /** No answer came. The message is one of a few words, and tells nothing of the network inside. */
    public static final class NoAnswer extends Exception {
        NoAnswer(String reason, @Nullable Throwable cause) {
            super(reason, cause, false, false);
        }
    }

    /**
     * @param url http or https, with a host that {@link UrlHost} accepts
     * @param headers beside those of HTTP itself; names and values without line breaks
     */
    public Answer send(URI url, Map<String, String> headers, byte[] body, Duration deadline) throws NoAnswer {
        AtomicReference<@Nullable Socket> open = new AtomicReference<>();
        FutureTask<Answer> exchange = new FutureTask<>(() -> exchange(url, headers, body, open));
        Thread thread = Thread.ofVirtual().name("outbound-post").start(exchange);
        try {
            return exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NoAnswer("no answer in time", null);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NoAnswer known ? known : new NoAnswer(reason(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted", null);
        } finally {
            thread.interrupt();
            closeQuietly(open.get());
        }
    }

    private Answer exchange(URI url, Map<String, String> headers, byte[] body, AtomicReference<@Nullable Socket> open)
            throws IOException, NoAnswer {
        String host = UrlHost.of(url).orElseThrow(() -> new NoAnswer("the URL has no usable host", null));
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() < 0 ? (secure ? 443 : 80) : url.getPort();
        try (Socket plain = connect(host, port, open);
                Socket socket = secure ? secured(plain, host, port) : plain) {
            OutputStream out = socket.getOutputStream();
            out.write(head(url, host, port, secure, headers, body.length).getBytes(ISO_8859_1));
            out.write(body);
            out.flush();
            return answer(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private Socket connect(String host, int port, AtomicReference<@Nullable Socket> open) throws IOException, NoAnswer {
        List<InetAddress> allowed = lookup.lookup(host).stream()
                .filter(policy::allows)
                .limit(MAX_ADDRESSES)
                .toList();
        if (allowed.isEmpty()) {
            throw new NoAnswer("the address is not allowed", null);
        }
        IOException last = null;
        for (InetAddress address : allowed) {
            Socket socket = new Socket();
            open.set(socket);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), (int) CONNECT.toMillis());
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                last = e;
            }
        }
        throw new NoAnswer("no connection", last);
    }

    private Socket secured(Socket plain, String host, int port) throws NoAnswer {
        try {
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            throw new NoAnswer("no trusted TLS connection", e);
        }
    }

    private static String head(
            URI url, String host, int port, boolean secure, Map<String, String> headers, int length) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
        head.append("host: ").append(name).append(port == (secure ? 443 : 80) ? "" : ":" + port);
        head.append("\r\nuser-agent: llmops\r\nconnection: close\r\ncontent-length: ")
                .append(length);
        headers.forEach((header, value) ->
                head.append("\r\n").append(header).append(": ").append(value.replaceAll("[\\r\\n]", " ")));
        return head.append("\r\n\r\n").toString();
    }

    private static Answer answer(InputStream in) throws IOException, NoAnswer {
        int[] left = {MAX_HEAD_BYTES};
        while (true) {
            Matcher line = STATUS.matcher(line(in, left));
            if (!line.matches()) {
                throw new NoAnswer("the answer is not HTTP", null);
            }
            int status = Integer.parseInt(line.group(1));
            Duration retryAfter = null;
            for (String header = line(in, left); !header.isEmpty(); header = line(in, left)) {
                int colon = header.indexOf(':');
                String value = header.substring(colon + 1).strip();
                if (colon > 0
                        && header.substring(0, colon).toLowerCase(Locale.ROOT).equals("retry-after")
                        && SECONDS.matcher(value).matches()) {
                    retryAfter = Duration.ofSeconds(Long.parseLong(value));
                }
            }
            if (status >= 200) {
                return new Answer(status, retryAfter);
            }
        }
    }

    private static String line(InputStream in, int[] left) throws IOException, NoAnswer {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new NoAnswer("the connection ended before the answer", null);
            }
            if (--left[0] < 0) {
                throw new NoAnswer("the answer's headers are too long", null);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }

    private static String reason(@Nullable Throwable fault) {
        return fault instanceof java.net.UnknownHostException ? "the host name is not known" : "the connection failed";
    }

    private static void closeQuietly(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }
}
