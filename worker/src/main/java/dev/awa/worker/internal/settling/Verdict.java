package dev.awa.worker.internal.settling;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is to be told to the database about an attempt. */
public sealed interface Verdict {

    Complete COMPLETE = new Complete(null);

    /** It is done. */
    record Complete(@Nullable String result) implements Verdict {}

    /** It failed; another attempt follows unless this was the last or {@code forGood}. */
    record Fail(
            String error, @Nullable Cause cause, @Nullable Duration retryAfter, boolean forGood) implements Verdict {

        public Fail(String error, @Nullable Duration retryAfter, boolean forGood) {
            this(error, null, retryAfter, forGood);
        }
    }

    /** What was thrown: its class, and its stack if that could be written down. */
    record Cause(String thrown, @Nullable String stack) {

        /** Without the stack, which is too long for a line of a log. */
        @Override
        public String toString() {
            return thrown;
        }
    }

    /** It is to start again after a delay. */
    record Snooze(Duration delay) implements Verdict {}

    /** Its handler cancels it. */
    record Cancel(String reason) implements Verdict {}

    /** It is handed back as if it had never been claimed. */
    record Release(String reason) implements Verdict {}

    /** Its handler completed it in a transaction of its own; what to tell if that did not commit. */
    record CompletedOutside(Verdict otherwise) implements Verdict {}

    /** It goes on, and this is how far it is. */
    record Progress(
            @Nullable Integer percent,
            @Nullable String message,
            @Nullable String checkpoint,
            @Nullable CompletableFuture<Boolean> saved)
            implements Verdict {}
}
