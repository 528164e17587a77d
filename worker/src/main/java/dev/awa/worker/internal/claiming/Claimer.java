package dev.awa.worker.internal.claiming;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.lease.Claim;
import dev.awa.worker.internal.lease.Identities;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.running.Runner;
import dev.awa.worker.internal.threads.Loop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Claims for all queues of the worker in turn, and registers the worker whenever it has no id to claim under. */
public final class Claimer extends Loop {

    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PRESSURE_NANOS = Duration.ofMillis(5).toNanos();

    private final Link link;
    private final ClaimSql sql;
    private final Link.Call<Identity> register;
    private final Identities identities;
    private final List<LocalQueue> queues;
    private final Executor threads;
    private final Runner runner;
    private final AheadBytes aheadBytes;
    private final BooleanSupplier pressure;
    private final Runnable onDry;
    private int first;

    /**
     * {@code register} gives the worker an id; {@code pressure} says whether claiming has to wait until something else has caught up; {@code onDry} is run when a
     * queue has nothing to give any more.
     */
    public Claimer(
            String threadName,
            Link link,
            SessionMode mode,
            Link.Call<Identity> register,
            Identities identities,
            List<LocalQueue> queues,
            Executor threads,
            Runner runner,
            AheadBytes aheadBytes,
            BooleanSupplier pressure,
            Runnable onDry) {
        super(threadName, true);
        this.link = link;
        this.sql = new ClaimSql(mode);
        this.register = register;
        this.identities = identities;
        this.queues = queues;
        this.threads = threads;
        this.runner = runner;
        this.aheadBytes = aheadBytes;
        this.pressure = pressure;
        this.onDry = onDry;
    }

    @Override
    protected void step() throws SQLException {
        Identity identity = identities.current();
        if (identity == null) {
            identity = link.call(register);
            identities.adopt(identity);
        }
        boolean claimed = false;
        long wait = IDLE_NANOS;
        if (pressure.getAsBoolean()) {
            wait = PRESSURE_NANOS;
        } else {
            if (queues.get(0).isPooled()) {
                // places that came free, or that nobody can use for whom they were kept
                runner.startThreads(queues.get(0));
            }
            // each round starts with another queue, so that none is always served last
            first = (first + 1) % queues.size();
            for (int i = 0; i < queues.size() && !isStopping(); i++) {
                LocalQueue queue = queues.get((first + i) % queues.size());
                long now = System.nanoTime();
                int wanted = queue.wanted(now);
                if (wanted > 0) {
                    claim(identity, queue, wanted);
                    claimed = true;
                } else {
                    wait = Math.min(wait, queue.nanosUntilWanted(now));
                }
            }
        }
        if (!claimed) {
            signal.await(wait);
        }
    }

    private void claim(Identity identity, LocalQueue queue, int wanted) throws SQLException {
        long wakes = queue.wakes();
        ClaimSql.Answer answer;
        try {
            answer = link.call(
                    connection -> sql.claim(connection, identity.workerId(), queue.name(), wanted, aheadBytes.most()));
        } catch (SQLException e) {
            if (SqlStates.is(e, SqlStates.WORKER_UNKNOWN)) {
                identities.declareDead(identity);
                return;
            }
            if (!SqlStates.refused(e)) {
                identities.retire(identity);
            }
            throw e;
        } catch (RuntimeException | Error e) {
            // nobody knows what it brought
            identities.retire(identity);
            queue.unreadable();
            throw e;
        }
        take(identity, queue, answer, wakes);
    }

    private void take(Identity identity, LocalQueue queue, ClaimSql.Answer answer, long wakes) {
        var claims = new ArrayList<Claim>(answer.claims().size());
        int passedOn = 0;
        try {
            answer.claims().forEach((id, jobs) -> claims.add(new Claim(identity, id, queue.name(), jobs, threads)));
            queue.claimed(answer.asked(), claims, wakes, System.nanoTime());
            claims.removeIf(claim -> !identity.add(claim));
            for (; passedOn < claims.size(); passedOn++) {
                if (isStopping()) {
                    runner.handBack(claims.get(passedOn).attempts(), Runner.SHUT_DOWN);
                } else {
                    runner.add(queue, claims.get(passedOn));
                }
            }
        } catch (RuntimeException | Error e) {
            // what nobody runs here must not be kept by this worker's heartbeats
            identities.retire(identity);
            for (Claim claim : claims.subList(passedOn, claims.size())) {
                claim.revoke();
                identity.remove(claim);
            }
            throw e;
        }
        if (!claims.isEmpty() || queue.isPooled()) {
            runner.startThreads(queue);
        }
        if (!queue.isHungry()) {
            onDry.run();
        }
    }
}
