package dev.awa.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the server has acknowledged, kept where no crash of it reaches: an answer to a statement in autocommit mode, or to a
 * commit. Safe for use by several threads.
 */
final class Memory {

    /** A settle that was answered. */
    record Settled(long claim, long job, long token, String outcome) {}

    private final AtomicLong tokens = new AtomicLong();
    private final List<Long> inserts = new ArrayList<>();
    private final List<Long> rolledBack = new ArrayList<>();
    private final List<Long> jobs = new ArrayList<>();
    private final List<Long> claims = new ArrayList<>();
    private final List<Settled> settles = new ArrayList<>();
    private final List<Long> cancellations = new ArrayList<>();

    /** A number that tells one call from every other one. */
    long token() {
        return tokens.incrementAndGet();
    }

    synchronized void inserted(List<Long> insertTokens, List<Long> jobIds) {
        inserts.addAll(insertTokens);
        jobs.addAll(jobIds);
    }

    synchronized void rolledBack(List<Long> insertTokens) {
        rolledBack.addAll(insertTokens);
    }

    synchronized void claimed(long token) {
        claims.add(token);
    }

    synchronized void settled(List<Settled> answered) {
        settles.addAll(answered);
    }

    synchronized void cancelled(List<Long> jobIds) {
        cancellations.addAll(jobIds);
    }

    /** One of the newest jobs, whatever has become of it; null before there are any. */
    synchronized @Nullable Long someJob(Random random) {
        return jobs.isEmpty() ? null : jobs.get(jobs.size() - 1 - random.nextInt(Math.min(jobs.size(), 600)));
    }

    synchronized int insertCount() {
        return jobs.size();
    }

    synchronized int claimCount() {
        return claims.size();
    }

    synchronized List<Long> inserts() {
        return List.copyOf(inserts);
    }

    synchronized List<Long> allRolledBack() {
        return List.copyOf(rolledBack);
    }

    synchronized List<Long> claims() {
        return List.copyOf(claims);
    }

    synchronized List<Settled> settles() {
        return List.copyOf(settles);
    }

    synchronized List<Long> cancellations() {
        return List.copyOf(cancellations);
    }
}
