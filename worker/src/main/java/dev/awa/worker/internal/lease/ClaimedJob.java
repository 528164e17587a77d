package dev.awa.worker.internal.lease;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code claim_jobs}, JSON still as text. */
public record ClaimedJob(
        long id,
        String kind,
        String args,
        int priority,
        int attempt,
        int maxAttempts,
        @Nullable Instant deadline,
        List<String> tags,
        @Nullable String metadata,
        @Nullable String checkpoint) {

    /** What it takes in memory, about. */
    public long bytes() {
        return args.length()
                + (metadata == null ? 0L : metadata.length())
                + (checkpoint == null ? 0L : checkpoint.length());
    }
}
