package dev.awa.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.awa.client.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A webhook receiver on loopback to aim {@code deliver_webhook} at.
 *
 * <p>POST to any path is accepted and remembered; GET lists the last ones. To see failures: {@code /status/<code>}
 * always answers with that code, {@code /flaky} answers 503 to the first delivery of each {@code Idempotency-Key}.
 */
public final class WebhookReceiver implements AutoCloseable {
    private static final int REMEMBERED = 100;
    private static final int LARGEST_BODY = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8, runnable -> {
        var thread = new Thread(runnable, "webhook-receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Delivery> last = new ArrayDeque<>();
    private final Set<String> failedOnce = new HashSet<>();
    private long received;

    /** A POST that has arrived. */
    private record Delivery(String path, String attempt, int status, String body) {}

    private WebhookReceiver(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts a receiver on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws java.net.BindException when the port is in use
     */
    public static WebhookReceiver start(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        return new WebhookReceiver(HttpServer.create(address, 0));
    }

    /** {@code http://127.0.0.1:port}, without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    byte[] json = (list() + "\n").getBytes(UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, json.length);
                    exchange.getResponseBody().write(json);
                }
                // no body: as a second packet it would be held back for 40 ms
                case "POST" -> exchange.sendResponseHeaders(accept(exchange, new String(body, UTF_8)), -1);
                default -> exchange.sendResponseHeaders(405, -1);
            }
        }
    }

    private synchronized int accept(HttpExchange exchange, String body) {
        String path = exchange.getRequestURI().getPath();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String attempt = exchange.getRequestHeaders().getFirst("Awa-Attempt");
        int status = 200;
        if (path.matches("/status/[2-5]\\d\\d")) {
            status = Integer.parseInt(path.substring("/status/".length()));
        } else if (path.equals("/flaky") && key != null && failedOnce.add(key)) {
            status = 503;
        }
        last.addFirst(new Delivery(path, attempt == null ? "" : attempt, status, body));
        if (last.size() > REMEMBERED) {
            last.removeLast();
        }
        received++;
        return status;
    }

    private synchronized String list() {
        return JsonCodec.standard().encode(Map.of("received", received, "last", List.copyOf(last)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
