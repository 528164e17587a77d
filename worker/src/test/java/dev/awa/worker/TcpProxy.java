package dev.awa.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands between a client and the server, and can lose an answer, or let connections go silent. */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> frozen = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> loseAnswerTo = new AtomicReference<>();

    TcpProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next connection that sends a statement with this text in it breaks when the server answers it. */
    void loseAnswerTo(String text) {
        loseAnswerTo.set(text);
    }

    /** Whether that has happened. */
    boolean hasLost() {
        return loseAnswerTo.get() == null;
    }

    /** From now on nothing passes through the connections that are open, and neither side is told; new ones are fine. */
    void freeze() {
        frozen.addAll(sockets);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                sockets.add(client);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                var doomed = new AtomicReference<>(Boolean.FALSE);
                start(() -> forwardRequests(client, server, doomed));
                start(() -> forwardAnswers(server, client, doomed));
            } catch (IOException e) {
                // the listener was closed, or the server is gone: the client sees it
                close(listener);
            }
        }
    }

    private void forwardRequests(Socket client, Socket server, AtomicReference<Boolean> doomed) {
        try (client;
                server) {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            var buffer = new byte[65536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String wanted = loseAnswerTo.get();
                if (wanted != null && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    doomed.set(loseAnswerTo.compareAndSet(wanted, null));
                }
                if (!frozen.contains(client)) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // one side is gone: both are closed
            close(client);
        }
    }

    private void forwardAnswers(Socket server, Socket client, AtomicReference<Boolean> doomed) {
        try (client;
                server) {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            var buffer = new byte[65536];
            for (int n = in.read(buffer); n >= 0 && !doomed.get(); n = in.read(buffer)) {
                if (!frozen.contains(client)) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            close(server);
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        close(listener);
        sockets.forEach(TcpProxy::close);
    }
}
