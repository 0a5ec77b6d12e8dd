// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS as every JDK has it: its trusted authorities, and a certificate that carries the host's name. */
public final class Tls {
    private Tls() {}

    /** Made when first asked for; reading the authorities takes a while. */
    private static final class Holder {
        private static final SslContext CONTEXT = context();

        private static SslContext context() {
            try {
                return SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .endpointIdentificationAlgorithm("HTTPS")
                        .build();
            } catch (SSLException e) {
                throw new IllegalStateException("the JDK's trusted authorities cannot be read", e);
            }
        }
    }

    /** Reads the trusted authorities unless that was done; called where it may take its time. */
    public static void prepare() {
        if (!Holder.CONTEXT.isClient()) {
            throw new IllegalStateException("not a client's TLS");
        }
    }

    static SslHandler handler(Channel channel, Place place) {
        return Holder.CONTEXT.newHandler(
                channel.alloc(), place.host(), place.address().getPort());
    }
}
