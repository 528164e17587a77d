package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.client.AwaClient;
import dev.awa.client.JobKind;
import dev.awa.testkit.AwaDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class JobInterceptorTest {

    private static final JobKind<String> WORK = JobKind.json("work");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final List<String> order = new CopyOnWriteArrayList<>();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource()).queue("default");
    }

    private JobInterceptor named(String name) {
        return (job, call) -> {
            order.add(name + " before");
            try {
                return call.proceed();
            } finally {
                order.add(name + " after");
            }
        };
    }

    @Test
    void contextIsSetAroundTheHandlerAndLeavesNothingBehind() {
        var tenant = new ThreadLocal<String>();
        var seen = new CopyOnWriteArrayList<String>();
        var client = AwaClient.builder(database.get().dataSource())
                .interceptor(insert -> {
                    insert.options(o -> o.addMetadata("tenant", "t" + insert.size()));
                    insert.proceed();
                })
                .build();
        try (var worker = worker().interceptor((job, call) -> {
                    tenant.set(String.valueOf(job.metadata().get("tenant")));
                    try {
                        return call.proceed();
                    } finally {
                        tenant.remove();
                    }
                })
                .interceptor((job, call) -> {
                    seen.add("inside " + tenant.get());
                    return call.proceed();
                })
                .handle(WORK, (args, job) -> {
                    seen.add("handler " + tenant.get());
                    return JobResult.done();
                })
                .start()) {
            jobs.awaitState(client.insert(WORK, "{}").id(), "completed");
        }
        assertThat(seen).containsExactly("inside t1", "handler t1");
        assertThat(tenant.get()).isNull();
    }

    @Test
    void firstIsTheOutermost() {
        try (var worker = worker().interceptor(named("first"))
                .interceptor(named("last"))
                .handle(WORK, (args, job) -> {
                    order.add("handler");
                    return JobResult.done();
                })
                .start()) {
            jobs.awaitState(jobs.insert("work"), "completed");
        }
        assertThat(order).containsExactly("first before", "last before", "handler", "last after", "first after");
    }

    @Test
    void oneThatThrowsFailsTheAttemptAndTheHandlerIsNotCalled() {
        try (var worker = worker().interceptor(named("first"))
                .interceptor((job, call) -> {
                    throw new IllegalStateException("no tenant");
                })
                .handle(WORK, (args, job) -> {
                    order.add("handler");
                    return JobResult.done();
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .isEqualTo("java.lang.IllegalStateException: no tenant");
        }
        assertThat(order).containsExactly("first before", "first after");
    }

    @Test
    void failureOfTheHandlerGoesThroughAsItIs() {
        var thrown = new AtomicReference<Exception>();
        try (var worker = worker().interceptor((job, call) -> {
                    try {
                        return call.proceed();
                    } catch (Exception e) {
                        thrown.set(e);
                        throw e;
                    }
                })
                .handle(WORK, (args, job) -> {
                    throw new java.io.IOException("disk");
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'class'")).isEqualTo("java.io.IOException");
        }
        assertThat(thrown.get()).hasMessage("disk");
    }

    @Test
    void resultOfTheInterceptorCounts() {
        try (var worker = worker().interceptor((job, call) -> {
                    call.proceed();
                    return JobResult.cancel("not in maintenance");
                })
                .handle(WORK, (args, job) -> JobResult.done())
                .start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "cancelled");
            assertThat(jobs.get(id, "reason")).isEqualTo("not in maintenance");
        }
    }

    @Test
    void nullFromAnInterceptorFailsTheAttemptAndNamesIt() {
        JobInterceptor forgetful = new JobInterceptor() {
            @Override
            @SuppressWarnings("NullAway")
            public JobResult around(JobContext job, Call call) {
                return null;
            }

            @Override
            public String toString() {
                return "forgetful";
            }
        };
        try (var worker = worker().interceptor(forgetful)
                .handle(WORK, (args, job) -> JobResult.done())
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .contains("the job interceptor forgetful returned null");
        }
    }

    @Test
    void transactionAroundTheHandlerCommitsItsRowsWithTheCompletion() throws Exception {
        database.get().run("create table written (n int)");
        var connections = new ThreadLocal<java.sql.Connection>();
        try (var worker = worker().interceptor((job, call) -> {
                    try (var connection = database.get().connect()) {
                        connection.setAutoCommit(false);
                        connections.set(connection);
                        JobResult result = call.proceed();
                        job.completeIn(connection);
                        connection.commit();
                        return result;
                    } finally {
                        connections.remove();
                    }
                })
                .handle(WORK, (args, job) -> {
                    try (var statement = connections.get().createStatement()) {
                        statement.execute("insert into written values (" + job.attempt() + ")");
                    }
                    if (args.contains("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    return JobResult.done();
                })
                .start()) {
            jobs.awaitState(jobs.insert("work", "{\"bad\": 1}", "max_attempts => 1"), "failed");
            assertThat(database.get().value("select count(*) from written")).isEqualTo("0");
            jobs.awaitState(jobs.insert("work"), "completed");
            assertThat(database.get().value("select count(*) from written")).isEqualTo("1");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefused() {
        var builder = worker().interceptor(null).handle(WORK, (args, job) -> JobResult.done());
        assertThatThrownBy(builder::start)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("an interceptor is null");
    }
}
