package dev.awa.cli.demo;

import dev.awa.client.JsonCodec;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * POSTs a webhook. Any 2xx completes the job; another status, a connection that fails and a timeout are retries; a URL
 * or header that can never work fails it for good. Each request carries the same {@code Idempotency-Key} on every
 * attempt, so that a receiver can tell a repeated delivery.
 */
public final class DeliverWebhookHandler implements JobHandler<DeliverWebhook> {
    private static final int DEFAULT_TIMEOUT_MS = 10_000;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Why a delivery is to be tried again; in a job's failures its text is enough. */
    private static final class UndeliveredException extends Exception {
        private static final long serialVersionUID = 1L;

        UndeliveredException(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    /** Loads what the first delivery would otherwise have to wait for, by one request to a server that answers. */
    public void warmUp(URI server) throws IOException, InterruptedException {
        http.send(HttpRequest.newBuilder(server).build(), BodyHandlers.discarding());
    }

    @Override
    public JobResult handle(DeliverWebhook webhook, JobContext job) throws UndeliveredException, InterruptedException {
        int timeoutMs = webhook.timeoutMs() == null ? DEFAULT_TIMEOUT_MS : webhook.timeoutMs();
        HttpRequest request;
        try {
            request = request(webhook, job);
        } catch (IllegalArgumentException e) {
            return JobResult.fail("this webhook can never be delivered: " + e.getMessage());
        }
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = exchange.get(timeoutMs, TimeUnit.MILLISECONDS).statusCode();
            if (status / 100 != 2) {
                throw new UndeliveredException(status + " from " + request.uri());
            }
            return JobResult.done(Map.of("status", status));
        } catch (TimeoutException e) {
            throw new UndeliveredException("no answer from " + request.uri() + " in " + timeoutMs + " ms");
        } catch (ExecutionException e) {
            throw new UndeliveredException("cannot deliver to " + request.uri() + ": " + reason(e));
        } finally {
            exchange.cancel(true);
        }
    }

    private static HttpRequest request(DeliverWebhook webhook, JobContext job) {
        if (webhook.url() == null) {
            throw new IllegalArgumentException("args.url is missing");
        }
        String body = webhook.body() == null ? "null" : JsonCodec.standard().encode(webhook.body());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(webhook.url()))
                .POST(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "awa-" + job.id())
                .header("Awa-Attempt", Integer.toString(job.attempt()));
        if (webhook.headers() != null) {
            webhook.headers().forEach(request::setHeader);
        }
        return request.build();
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String type = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? type : type + " " + cause.getMessage();
    }
}
