package dev.awa.resilience;

import dev.awa.client.AwaClient;
import dev.awa.client.Backoff;
import dev.awa.client.InsertResult;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jooq.exception.DataAccessException;

/** Enqueues one by one, in batches, in long transactions and with the Java client; enters each job in the books. */
final class Producer extends Actor {

    private final List<Long> tokens = new ArrayList<>();
    private final List<Long> jobs = new ArrayList<>();
    private final AwaClient client;

    Producer(Workload workload, Random random) {
        super(workload, random);
        client = AwaClient.create(workload.dataSource());
    }

    @Override
    boolean goesOn() {
        return workload.isProducing();
    }

    @Override
    void act(Session session) throws Exception {
        if (workload.hasEnough()) {
            pause(20);
            return;
        }
        unlessHushed(() -> {
            tokens.clear();
            jobs.clear();
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> insert(session);
                case 3, 4 -> insertMany(session);
                case 5, 6 -> insertWithClient(session);
                default -> insertInTransaction(session);
            }
            workload.memory().inserted(tokens, jobs);
        });
        pause(20);
    }

    /** Leaves something for workers to claim. */
    void insertSome(Session session) throws SQLException {
        tokens.clear();
        jobs.clear();
        for (int i = 0; i < 6; i++) {
            insertMany(session);
        }
        workload.memory().inserted(tokens, jobs);
    }

    private void insertInTransaction(Session session) throws Exception {
        session.begin();
        for (int i = random.nextInt(6); i >= 0; i--) {
            if (oneIn(4)) {
                insertMany(session);
            } else {
                insert(session);
            }
            if (oneIn(2)) {
                pause(20);
            }
        }
        if (oneIn(20)) {
            pause(500);
        }
        if (oneIn(8)) {
            session.rollback();
            workload.memory().rolledBack(tokens);
            tokens.clear();
            jobs.clear();
        } else {
            session.commit();
        }
    }

    private void insert(Session session) throws SQLException {
        String key = oneIn(6) ? "key-" + random.nextInt(60) : null;
        String conflict = new String[] {"existing", "existing", "replace", "keep_earliest", "raise"}[random.nextInt(5)];
        long token = workload.memory().token();
        note(
                token,
                session.numbers(
                        """
                insert into inserted (token, job_id, key)
                select ?, id, ?
                from awa.insert_job(
                  kind => 'k', args => jsonb_build_object('n', ?), queue => ?, priority => ?,
                  run_at => now() + ? * interval '1 ms', max_attempts => ?, unique_by => ?::jsonb,
                  ordering_key => ?, opts => ?::jsonb)
                where outcome = 'inserted'
                returning job_id""",
                        token,
                        key,
                        random.nextInt(),
                        queue(),
                        1 + random.nextInt(4),
                        delay(),
                        1 + random.nextInt(6),
                        key == null ? null : "{\"key\": \"%s\", \"on_conflict\": \"%s\"}".formatted(key, conflict),
                        oneIn(2) ? "o" + random.nextInt(30) : null,
                        options()));
    }

    private void insertMany(Session session) throws SQLException {
        boolean unique = oneIn(8);
        long token = workload.memory().token();
        note(token, session.numbers("""
                insert into inserted (token, job_id, key)
                select ?, i.id, case when ?::boolean then 'key-' || 2 * (i.ordinal - 1) end
                from (
                  select jsonb_agg(jsonb_build_object(
                    'kind', 'k', 'args', jsonb_build_object('n', n), 'queue', ?::text, 'priority', 1 + n % 4,
                    'run_at', now() + (?::int * (n % 2)) * interval '1 ms', 'max_attempts', 1 + n % 6, 'opts', ?::jsonb)
                    || case when ?::boolean then jsonb_build_object('unique_by', jsonb_build_object('key', 'key-' || 2 * (n - 1)))
                      else '{}' end
                    order by n)
                  from generate_series(1, ?::int) n
                ) j (jobs), awa.insert_jobs(j.jobs) i
                where i.outcome = 'inserted'
                returning job_id""", token, unique, queue(), delay(), options(), unique, 1 + random.nextInt(20)));
    }

    /** For the Java worker, in a transaction with the entries in the books. */
    private void insertWithClient(Session session) throws SQLException {
        session.begin();
        for (int i = random.nextInt(8); i >= 0; i--) {
            insertOneWithClient(session);
        }
        session.commit();
    }

    private void insertOneWithClient(Session session) throws SQLException {
        long token = workload.memory().token();
        String key = oneIn(8) ? "java-" + random.nextInt(40) : null;
        InsertResult inserted;
        try {
            inserted = client.using(session.connection()).insert(JavaWork.KIND, new JavaWork(token), options -> {
                options.queue(JavaWork.QUEUE).maxAttempts(20).backoff(Backoff.fixed(Duration.ofMillis(20)));
                if (key != null) {
                    options.uniqueByKey(key);
                }
                if (oneIn(5)) {
                    options.runAt(Instant.now().plusMillis(random.nextInt(400)));
                }
            });
        } catch (DataAccessException e) {
            SQLException cause = e.getCause(SQLException.class);
            if (cause == null) {
                throw e;
            }
            throw cause;
        }
        if (inserted.inserted()) {
            session.run("insert into inserted (token, job_id) values (?, ?)", token, inserted.id());
            note(token, List.of(inserted.id()));
        }
    }

    private void note(long token, List<Long> ids) {
        if (!ids.isEmpty()) {
            tokens.add(token);
            jobs.addAll(ids);
        }
    }

    private String queue() {
        return Workload.QUEUES.get(random.nextInt(Workload.QUEUES.size()));
    }

    private int delay() {
        return oneIn(5) ? random.nextInt(400) : -random.nextInt(3);
    }

    private String options() {
        return "{\"backoff\": {\"kind\": \"fixed\", \"base\": \"20 ms\"}%s}"
                .formatted(oneIn(20) ? ", \"timeout\": \"150 ms\"" : "");
    }
}
