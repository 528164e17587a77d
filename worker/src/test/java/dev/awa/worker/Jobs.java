package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** What the tests ask of the database. */
record Jobs(TestDatabase database) {

    /** Waiting for anything that the worker does by itself. */
    static ConditionFactory eventually(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5));
    }

    /** Enqueues a job; {@code more} are further arguments of insert_job by name, as in {@code max_attempts => 1}. */
    long insert(String kind, String args, String... more) {
        String further = more.length == 0 ? "" : ", " + String.join(", ", more);
        return Long.parseLong(String.valueOf(database.value(
                "select id from awa.insert_job(kind => ?, args => ?::jsonb" + further + ")", kind, args)));
    }

    long insert(String kind) {
        return insert(kind, "{}");
    }

    /** Enqueues jobs numbered from 1 in their args' {@code n}. */
    void insertMany(String kind, int count) {
        database.value("""
                select count(*) from awa.insert_jobs((
                  select jsonb_agg(jsonb_build_object('kind', ?, 'args', jsonb_build_object('n', n)))
                    from generate_series(1, ?) n))""", kind, count);
    }

    @Nullable
    String get(long id, String column) {
        return database.value("select " + column + " from awa.get_job(?)", id);
    }

    void awaitState(long id, String state) {
        eventually("job " + id + " to be " + state)
                .untilAsserted(() -> assertThat(get(id, "state")).isEqualTo(state));
    }

    long count(String state) {
        return Long.parseLong(String.valueOf(database.value("select count(*) from awa.jobs where state = ?", state)));
    }

    void awaitCount(String state, long count) {
        eventually(count + " jobs to be " + state)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(count(state)).isEqualTo(count));
    }
}
