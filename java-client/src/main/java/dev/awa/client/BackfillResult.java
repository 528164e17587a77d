package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a backfill did.
 *
 * @param fired how many jobs it has made
 * @param already how many fires had made theirs before
 * @param nextFrom where another call goes on; null if nothing is left
 */
public record BackfillResult(
        int fired, int already, @Nullable Instant nextFrom) {

    /** Whether all fires of the time have made their job. */
    public boolean complete() {
        return nextFrom == null;
    }
}
