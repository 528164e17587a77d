package dev.awa.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.awa.client.JobKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of kind {@code deliver_webhook}.
 *
 * @param url where to POST to, http or https
 * @param body what to send as JSON; null sends {@code null}
 * @param headers further request headers
 * @param timeoutMs milliseconds that the whole exchange may take; 10000 unless told
 */
public record DeliverWebhook(
        @Nullable String url,
        @Nullable Object body,
        @Nullable Map<String, String> headers,
        @JsonProperty("timeout_ms") @Nullable Integer timeoutMs) {
    /** The kind. */
    public static final JobKind<DeliverWebhook> KIND = JobKind.of("deliver_webhook", DeliverWebhook.class);
}
