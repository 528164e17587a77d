package dev.awa.worker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets the PostgreSQL JDBC driver hand out notifications without delay: for its property {@code socketFactory}.
 *
 * <p>Whenever the driver has read a notification it waits for a millisecond whether another one follows, and only then
 * returns the first one ({@code PGStream.hasMessagePending}). A socket of this factory answers at once instead; in all
 * other respects it is a plain socket, with TLS as well as without. {@link AwaWorker} uses it by itself on the connection on
 * which it sleeps if its data source is a {@code PGSimpleDataSource} without a socket factory. Where connections come from a
 * pool, add the property to the pool's URL; jobs then start about a millisecond sooner on an idle system:
 *
 * <pre>{@code
 * jdbc:postgresql://host/database?socketFactory=dev.awa.worker.PromptSocketFactory
 * }</pre>
 */
public final class PromptSocketFactory extends SocketFactory {

    /** By the driver, which finds the class by its name. */
    public PromptSocketFactory() {}

    @Override
    public Socket createSocket() {
        return new PromptSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    private static Socket connected(@Nullable InetSocketAddress local, InetSocketAddress remote) throws IOException {
        var socket = new PromptSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(remote);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** With a time limit of one millisecond, the driver's word for a look at what has arrived, a read does not wait. */
    private static final class PromptSocket extends Socket {

        private static final int LOOK_MILLIS = 1;

        private volatile boolean looking;

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis);
            looking = millis == LOOK_MILLIS;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    look();
                    return in.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    look();
                    return in.read(buffer, offset, length);
                }

                private void look() throws IOException {
                    if (looking && in.available() == 0) {
                        throw new SocketTimeoutException("nothing has arrived");
                    }
                }
            };
        }
    }
}
