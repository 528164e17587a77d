package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

@SuppressWarnings("try")
class MdcTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private MDCAdapter before;

    /** The binding of the tests keeps no context. */
    @BeforeEach
    void keepContext() throws ReflectiveOperationException {
        before = MDC.getMDCAdapter();
        install(new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        install(before);
    }

    private static void install(MDCAdapter adapter) throws ReflectiveOperationException {
        for (Field field : MDC.class.getDeclaredFields()) {
            if (field.getType() == MDCAdapter.class) {
                field.setAccessible(true);
                field.set(null, adapter);
            }
        }
    }

    @Test
    void handlerLogsWithTheJobInItsContextAndLeavesNoneBehind() {
        var contexts = new CopyOnWriteArrayList<Map<String, String>>();
        var jobs = new Jobs(database.get());
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> {
                    contexts.add(MDC.getCopyOfContextMap());
                    job.onCancel(reason -> contexts.add(MDC.getCopyOfContextMap()));
                    return JobResult.done();
                })
                .start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "completed");
            assertThat(contexts)
                    .containsExactly(Map.of(
                            "awa.job_id", Long.toString(id),
                            "awa.kind", "work",
                            "awa.queue", "default",
                            "awa.attempt", "1"));
        }
    }
}
