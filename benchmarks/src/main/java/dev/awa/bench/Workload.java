package dev.awa.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that are measured. */
final class Workload {
    static final String BARE_TABLE = """
            create table awa_bench.bare (
              id bigint generated always as identity primary key,
              kind text not null,
              args jsonb not null,
              queue text not null,
              priority smallint not null default 2,
              max_attempts smallint not null default 25,
              attempt smallint not null default 0,
              run_at timestamptz not null default now(),
              created_at timestamptz not null default now()
            )""";
    static final String BARE_SINGLE =
            "insert into awa_bench.bare (kind, args, queue) values ('bench', ?::jsonb, 'bench')";
    static final String INSERT_JOB = "select id from awa.insert_job('bench', ?::jsonb, ?)";

    /** One statement of several rows, as a driver sends it. */
    static final String BARE_BATCH = "insert into awa_bench.bare (kind, args, queue) values "
            + String.join(", ", Collections.nCopies(SqlBenchmark.BATCH, "(?, ?::jsonb, ?)"));

    private static final long CLAIM_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final UUID worker;
    private final Accounting accounting;

    Workload(UUID worker, Accounting accounting) {
        this.worker = worker;
        this.accounting = accounting;
    }

    /** Jobs of one claim. */
    record Claimed(long claimId, List<Long> jobIds) {}

    /** A JSON object of {@value SqlBenchmark#PAYLOAD_BYTES} bytes, another one for each number. */
    static String payload(int number) {
        String start = "{\"number\": " + number + ", \"text\": \"";
        return start + "x".repeat(SqlBenchmark.PAYLOAD_BYTES - start.length() - 2) + "\"}";
    }

    static String jobs(String queue) {
        return IntStream.range(0, SqlBenchmark.BATCH)
                .mapToObj(i -> "{\"kind\": \"bench\", \"queue\": \"" + queue + "\", \"args\": " + payload(i) + "}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** The lines of a COPY in CSV. */
    static byte[] copyLines(String queue) {
        return IntStream.range(0, SqlBenchmark.BATCH)
                .mapToObj(i -> "bench," + queue + ",\"" + payload(i).replace("\"", "\"\"") + "\"\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    static String[] payloads() {
        return IntStream.range(0, SqlBenchmark.BATCH)
                .mapToObj(Workload::payload)
                .toArray(String[]::new);
    }

    static UUID register(Connection connection, String queue) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select worker_id from awa.register_worker('awa bench', array[?], "
                        + "'{\"heartbeat_every\": \"20 min\", \"dead_after\": \"30 min\"}')")) {
            statement.setString(1, queue);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    static void deregister(Connection connection, UUID worker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select awa.deregister_worker(?)")) {
            statement.setObject(1, worker);
            statement.execute();
        }
    }

    /** Claims until there are as many jobs as expected, or none comes for ten seconds. */
    List<Claimed> claim(Connection connection, String queue, boolean async, int expected) throws SQLException {
        return claim(connection, queue, async, expected, CLAIM_PATIENCE);
    }

    private List<Claimed> claim(Connection connection, String queue, boolean async, int expected, long patience)
            throws SQLException {
        Map<Long, List<Long>> claims = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select claim_id, id, args from awa.claim_jobs(?, ?, " + SqlBenchmark.BATCH + ", ?::jsonb)")) {
            statement.setObject(1, worker);
            statement.setString(2, queue);
            statement.setString(3, async ? "{\"async\": true}" : "{}");
            int count = 0;
            long progress = System.nanoTime();
            do {
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        claims.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
                                .add(rows.getLong(2));
                        count++;
                        progress = System.nanoTime();
                    }
                }
            } while (count < expected && System.nanoTime() - progress < patience);
        }
        return claims.entrySet().stream()
                .map(claim -> new Claimed(claim.getKey(), claim.getValue()))
                .toList();
    }

    void complete(Connection connection, List<Claimed> claims) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select settled from awa.complete_jobs(?, ?, ?)")) {
            for (Claimed claim : claims) {
                statement.setObject(1, worker);
                statement.setLong(2, claim.claimId());
                statement.setObject(
                        3, claim.jobIds().stream().mapToLong(Long::longValue).toArray());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getInt(1) != claim.jobIds().size()) {
                        throw new BenchmarkException("Claim " + claim.claimId() + " has "
                                + claim.jobIds().size() + " jobs and " + row.getInt(1) + " of them were settled.");
                    }
                }
            }
        }
    }

    /** Claims and completes what was enqueued, and takes it into account. */
    void drain(Connection connection, String queue, List<Long> enqueued) throws SQLException {
        List<Claimed> claims = claim(connection, queue, false, enqueued.size());
        complete(connection, claims);
        account(enqueued, claims);
    }

    /** Completes whatever an aborted run has left in a queue. */
    void sweep(Connection connection, String queue) throws SQLException {
        List<Claimed> claims;
        do {
            claims = claim(connection, queue, false, 1, 0);
            complete(connection, claims);
        } while (!claims.isEmpty());
    }

    void account(List<Long> enqueued, List<Claimed> claims) {
        accounting.add(
                enqueued,
                claims.stream().flatMap(claim -> claim.jobIds().stream()).toList());
    }
}
