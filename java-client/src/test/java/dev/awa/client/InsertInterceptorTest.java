package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InsertInterceptorTest {

    private static final SendEmail EMAIL = new SendEmail("a@example.com", "hi");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final List<String> order = new ArrayList<>();

    private AwaClient client(InsertInterceptor... interceptors) {
        AwaClient.Builder builder = AwaClient.builder(database.get().dataSource());
        List.of(interceptors).forEach(builder::interceptor);
        return builder.build();
    }

    private InsertInterceptor named(String name) {
        return insert -> {
            order.add(name + " before");
            insert.proceed();
            order.add(name + " after");
        };
    }

    private String metadata(long id) {
        return database.get().value("select metadata from awa.get_job(?)", id);
    }

    private String jobs() {
        return database.get().value("select count(*) from awa.jobs");
    }

    @Test
    void headerIsPutIntoTheMetadataOfEveryJob() {
        AwaClient awa = client(insert -> {
            insert.options(o -> o.addMetadata("tenant", "t1"));
            insert.proceed();
        });
        List<SendEmail> emails = List.of(EMAIL, EMAIL);
        List<Long> ids = new ArrayList<>(awa.insertMany(SendEmail.KIND, emails));
        awa.insertAll(SendEmail.KIND, emails).forEach(result -> ids.add(result.id()));
        ids.add(awa.insert(SendEmail.KIND, EMAIL).id());

        assertThat(ids).hasSize(5).allSatisfy(id -> assertThat(metadata(id)).isEqualTo("{\"tenant\": \"t1\"}"));
    }

    @Test
    void headerJoinsTheMetadataOfTheCallerAndReplacesOnlyItsOwnMember() {
        AwaClient awa = client(insert -> {
            insert.options(o -> o.addMetadata("tenant", "t1").addMetadata("n", List.of(1)));
            insert.proceed();
        });

        long merged = awa.insert(SendEmail.KIND, EMAIL, o -> o.metadata(Map.of("a", "b", "tenant", "mine")))
                .id();
        long empty =
                awa.insert(SendEmail.KIND, EMAIL, o -> o.metadata(Map.of())).id();

        assertThat(metadata(merged)).isEqualTo("{\"a\": \"b\", \"n\": [1], \"tenant\": \"t1\"}");
        assertThat(metadata(empty)).isEqualTo("{\"n\": [1], \"tenant\": \"t1\"}");
        assertThatThrownBy(() -> awa.insert(SendEmail.KIND, EMAIL, o -> o.metadata(List.of(1))))
                .isInstanceOf(AwaException.InvalidArgument.class);
    }

    @Test
    void jobThatIsInsertedAgainHasNothingOfTheFirstTime() {
        var count = new int[1];
        AwaClient awa = client(insert -> {
            insert.options(o -> o.addMetadata("call " + ++count[0], true));
            insert.proceed();
        });
        NewJob job = NewJob.of(SendEmail.KIND, EMAIL);
        awa.insert(job);

        assertThat(metadata(awa.insert(job).id())).isEqualTo("{\"call 2\": true}");
        assertThat(metadata(awa.insertJobs(List.of(job)).get(0).id())).isEqualTo("{\"call 3\": true}");
    }

    @Test
    void firstIsTheOutermostAndAllSeeIdsAndKinds() {
        var seen = new ArrayList<Object>();
        AwaClient awa = client(
                named("first"),
                insert -> {
                    seen.add(insert.kinds());
                    seen.add(insert.size());
                    seen.add(insert.proceed());
                },
                named("last"));

        List<InsertResult> results =
                awa.insertJobs(List.of(NewJob.of(SendEmail.KIND, EMAIL), NewJob.of(JobKind.json("other"), "{}")));

        assertThat(order).containsExactly("first before", "last before", "last after", "first after");
        assertThat(seen.get(0))
                .asInstanceOf(InstanceOfAssertFactories.COLLECTION)
                .containsExactly("send_email", "other");
        assertThat(seen.get(1)).isEqualTo(2);
        assertThat(seen.get(2)).isEqualTo(results.stream().map(InsertResult::id).toList());
    }

    @Test
    void oneThatThrowsKeepsTheJobOutAndReachesTheCaller() {
        AwaClient awa = client(named("first"), insert -> {
            throw new IllegalStateException("no tenant");
        });

        assertThatThrownBy(() -> awa.insert(SendEmail.KIND, EMAIL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no tenant");
        assertThat(order).containsExactly("first before");
        assertThat(jobs()).isEqualTo("0");
    }

    @Test
    void oneThatDoesNotProceedIsNamed() {
        InsertInterceptor forgetful = new InsertInterceptor() {
            @Override
            public void around(Insert insert) {}

            @Override
            public String toString() {
                return "forgetful";
            }
        };

        assertThatThrownBy(() -> client(forgetful).insert(SendEmail.KIND, EMAIL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("forgetful");
        assertThat(jobs()).isEqualTo("0");
    }

    @Test
    void itMayTryAgainAfterAFailureAndNotAfterASuccess() {
        AwaClient awa = client(insert -> {
            try {
                insert.proceed();
            } catch (AwaException.InvalidArgument e) {
                insert.options(o -> o.priority(2));
                insert.proceed();
            }
        });
        assertThat(awa.insert(SendEmail.KIND, EMAIL, o -> o.priority(9)).inserted())
                .isTrue();
        assertThat(jobs()).isEqualTo("1");

        AwaClient twice = client(insert -> {
            insert.proceed();
            insert.proceed();
        });
        assertThatThrownBy(() -> twice.insert(SendEmail.KIND, EMAIL)).isInstanceOf(IllegalStateException.class);
        assertThat(jobs()).isEqualTo("2");
    }

    @Test
    void itHoldsInTheCallersTransaction() throws Exception {
        TestDatabase target = database.get();
        AwaClient awa = client(insert -> {
            insert.options(o -> o.queue("theirs"));
            insert.proceed();
        });
        try (var connection = target.connect()) {
            connection.setAutoCommit(false);
            assertThat(awa.using(connection).insert(SendEmail.KIND, EMAIL).queue())
                    .isEqualTo("theirs");
            connection.rollback();
        }
        assertThat(jobs()).isEqualTo("0");
    }
}
