package dev.awa.worker.internal.running;

import dev.awa.client.AwaException;
import dev.awa.client.JsonCodec;
import dev.awa.worker.CancelReason;
import dev.awa.worker.JobCancelledException;
import dev.awa.worker.JobContext;
import dev.awa.worker.internal.lease.Attempt;
import dev.awa.worker.internal.settling.InCallersTransaction;
import dev.awa.worker.internal.settling.Settlement;
import dev.awa.worker.internal.settling.Settler;
import dev.awa.worker.internal.settling.SqlText;
import dev.awa.worker.internal.settling.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a handler sees of its attempt. */
final class AttemptContext implements JobContext {

    private static final long PROGRESS_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Attempt attempt;
    private final JsonCodec codec;
    private final Settler settler;
    private final long startedAt = System.nanoTime();

    private @Nullable String newestCheckpoint;
    private Verdict.@Nullable Progress unwritten;
    private long writtenAt = startedAt - PROGRESS_EVERY_NANOS;
    private boolean over;
    private boolean completedOutside;

    AttemptContext(Attempt attempt, JsonCodec codec, Settler settler) {
        this.attempt = attempt;
        this.codec = codec;
        this.settler = settler;
    }

    @Override
    public long id() {
        return attempt.job().id();
    }

    @Override
    public String kind() {
        return attempt.job().kind();
    }

    @Override
    public String queue() {
        return attempt.claim().queue();
    }

    @Override
    public int attempt() {
        return attempt.job().attempt();
    }

    @Override
    public int maxAttempts() {
        return attempt.job().maxAttempts();
    }

    @Override
    public int priority() {
        return attempt.job().priority();
    }

    @Override
    public @Nullable Instant deadline() {
        return attempt.job().deadline();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> metadata() {
        String json = attempt.job().metadata();
        return json == null || json.equals("{}")
                ? Map.of()
                : Collections.unmodifiableMap((Map<String, Object>) codec.decode(json, Map.class));
    }

    @Override
    public List<String> tags() {
        return attempt.job().tags();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    @Override
    public void progress(int percent, @Nullable String message) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent must be 0 to 100, not " + percent);
        }
        synchronized (this) {
            String text = message == null
                    ? unwritten == null ? null : unwritten.message()
                    : SqlText.plain(message, SqlText.LONGEST_REASON);
            unwritten = new Verdict.Progress(percent, text, null, null);
        }
        writeProgress(System.nanoTime());
    }

    /** Writes the newest report if there is one and the last write was long enough ago. */
    synchronized void writeProgress(long now) {
        if (unwritten != null && !over && now - writtenAt >= PROGRESS_EVERY_NANOS) {
            writeNow(now);
        }
    }

    private void writeNow(long now) {
        if (unwritten != null) {
            settler.add(new Settlement(attempt, unwritten, 0));
            unwritten = null;
            writtenAt = now;
        }
    }

    @Override
    public void checkpoint(Object state) throws InterruptedException {
        throwIfTaken();
        String json = codec.encode(state);
        var saved = new CompletableFuture<Boolean>();
        settler.add(new Settlement(attempt, new Verdict.Progress(null, null, json, saved), 0));
        await(saved);
        synchronized (this) {
            newestCheckpoint = json;
        }
    }

    private void await(CompletableFuture<Boolean> saved) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!saved.get()) {
                        throw new JobCancelledException(id(), CancelReason.LEASE_LOST);
                    }
                    return;
                } catch (InterruptedException e) {
                    // a handler that is told to end may well want to store how far it got
                    if (interrupted || attempt.stopped() != CancelReason.SHUTDOWN) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AwaException named) {
                throw named;
            }
            throw new IllegalStateException("the checkpoint of " + attempt + " was not stored", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void checkpointIn(Connection connection, int percent, @Nullable String message, Object state)
            throws SQLException {
        throwIfTaken();
        String text = message == null ? null : SqlText.plain(message, SqlText.LONGEST_REASON);
        String json = codec.encode(state);
        inCallersTransaction(() -> InCallersTransaction.setProgress(
                connection,
                attempt.claim().identity().workerId(),
                attempt.claim().id(),
                id(),
                percent,
                text,
                json));
    }

    @Override
    public <T> Optional<T> checkpoint(Class<T> type) {
        synchronized (this) {
            if (newestCheckpoint != null) {
                return Optional.of(codec.decode(newestCheckpoint, type));
            }
        }
        return Optional.ofNullable(attempt.job().checkpoint()).map(json -> codec.decode(json, type));
    }

    @Override
    public boolean cancelled() {
        return attempt.stopped() != null;
    }

    @Override
    public @Nullable CancelReason cancelReason() {
        return attempt.stopped();
    }

    @Override
    public void throwIfCancelled() {
        CancelReason reason = attempt.stopped();
        if (reason != null) {
            throw new JobCancelledException(id(), reason);
        }
    }

    private void throwIfTaken() {
        CancelReason reason = attempt.stopped();
        if (reason != null && reason != CancelReason.SHUTDOWN) {
            throw new JobCancelledException(id(), reason);
        }
    }

    @Override
    public void onCancel(Consumer<CancelReason> action) {
        attempt.onStop(action);
    }

    @Override
    public void completeIn(Connection connection, @Nullable Object value) throws SQLException {
        throwIfTaken();
        String result = value == null ? null : codec.encode(value);
        synchronized (this) {
            completedOutside = true;
        }
        inCallersTransaction(() -> InCallersTransaction.complete(
                connection,
                attempt.claim().identity().workerId(),
                attempt.claim().id(),
                id(),
                result));
    }

    /** A call of the contract on a connection of the handler's. */
    private interface Call {
        void run() throws SQLException;
    }

    private void inCallersTransaction(Call call) throws SQLException {
        try {
            call.run();
        } catch (SQLException e) {
            AwaException named = AwaException.of(e);
            if (named instanceof AwaException.LeaseLost) {
                attempt.stop(CancelReason.LEASE_LOST);
                throw named;
            }
            throw e;
        }
    }

    /** The handler has returned: writes what progress is left, before the verdict goes out. */
    synchronized void handlerReturned() {
        over = true;
        writeNow(System.nanoTime());
    }

    synchronized boolean wasCompletedOutside() {
        return completedOutside;
    }
}
