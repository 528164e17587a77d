package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.AwaClient;
import dev.awa.client.JobKind;
import dev.awa.client.JsonCodec;
import dev.awa.client.JsonCodecException;
import dev.awa.testkit.AwaDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Programs whose class path has the Jackson of an application, or none. */
class JsonLibraryTest {

    enum Size {
        SMALL,
        LARGE
    }

    record Parcel(String to, Size size, Instant at, Duration within) {
        static final JobKind<Parcel> KIND = JobKind.of("parcel", Parcel.class);

        static final Parcel SENT =
                new Parcel("Ada", Size.LARGE, Instant.parse("2030-01-31T08:00:00.123456Z"), Duration.ofMinutes(90));
    }

    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    /** Inserts a job and works it; arguments: the database's URL, and "own" for a codec that needs no library. */
    static final class SendsAParcel {
        private SendsAParcel() {}

        public static void main(String[] args) throws InterruptedException {
            JsonCodec codec = args.length == 1 ? JsonCodec.standard() : new OwnCodec();
            System.out.println("codec " + codec.getClass().getSimpleName());
            var dataSource = dataSource(args[0]);
            AwaClient.builder(dataSource).codec(codec).build().insert(Parcel.KIND, Parcel.SENT);
            var completed = new CountDownLatch(1);
            var builder = AwaWorker.builder(dataSource)
                    .queue("default")
                    .handle(Parcel.KIND, (parcel, job) -> {
                        System.out.println("received " + parcel);
                        return JobResult.done(parcel);
                    })
                    .listener(event -> {
                        if (event instanceof JobEvent.Completed) {
                            completed.countDown();
                        }
                    });
            if (args.length > 1) {
                builder.codec(codec);
            }
            try (var worker = builder.start()) {
                completed.await();
                System.out.println("completed by " + worker.id());
            }
        }
    }

    /** Without a library: what does not need one, and what is said where one is needed. */
    static final class HasNoCodec {
        private HasNoCodec() {}

        public static void main(String[] args) throws InterruptedException {
            var dataSource = dataSource(args[0]);
            AwaClient awa = AwaClient.create(dataSource);
            System.out.println("state "
                    + awa.jobStatus(Long.parseLong(args[1])).orElseThrow().state());
            try {
                awa.insert(Parcel.KIND, Parcel.SENT);
            } catch (JsonCodecException e) {
                System.out.println("insert: " + e.getMessage());
            }
            var builder = AwaWorker.builder(dataSource).queue("default");
            try (var worker = builder.handle(Parcel.KIND, (parcel, job) -> JobResult.done())
                    .start()) {
                System.out.println("started " + worker.id());
            } catch (InvalidConfigurationException e) {
                System.out.println("start: " + e.getMessage());
            }
            var completed = new CountDownLatch(1);
            try (var worker = AwaWorker.builder(dataSource)
                    .queue("default")
                    .handle("text", (json, job) -> {
                        System.out.println("received " + json);
                        return JobResult.done();
                    })
                    .listener(event -> {
                        if (event instanceof JobEvent.Completed) {
                            completed.countDown();
                        }
                    })
                    .start()) {
                completed.await();
                System.out.println("completed by " + worker.id());
            }
        }
    }

    static final class OwnCodec implements JsonCodec {

        @Override
        public String encode(Object value) {
            Parcel parcel = (Parcel) value;
            return "[\""
                    + Stream.of(parcel.to(), parcel.size(), parcel.at(), parcel.within())
                            .map(Object::toString)
                            .collect(Collectors.joining("\", \""))
                    + "\"]";
        }

        @Override
        public <T> T decode(String json, Class<T> type) {
            String[] parts = json.substring(2, json.length() - 2).split("\", \"", -1);
            return type.cast(
                    new Parcel(parts[0], Size.valueOf(parts[1]), Instant.parse(parts[2]), Duration.parse(parts[3])));
        }
    }

    private static PGSimpleDataSource dataSource(String url) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** The class path of the tests without their Jackson, and with that of a folder that the build has filled. */
    private static String classPathWith(@Nullable String folder) throws IOException {
        Stream<String> bare = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson"));
        List<String> jars = List.of();
        if (folder != null) {
            try (Stream<Path> files = Files.list(Path.of("target", "jackson", folder))) {
                jars = files.map(Path::toString).toList();
            }
            assertThat(jars).isNotEmpty();
        }
        return Stream.concat(bare, jars.stream()).collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> run(Class<?> program, @Nullable String folder, String... arguments) throws Exception {
        try (var process = ChildProcess.start(program, classPathWith(folder), QUICK, arguments)) {
            assertThat(process.endsWithin(60)).isTrue();
            return process.lines();
        }
    }

    private void parcelArrives(List<String> lines, String codec) {
        assertThat(lines)
                .contains("codec " + codec, "received " + Parcel.SENT)
                .anyMatch(line -> line.startsWith("completed"));
        assertThat(lines).noneMatch(line -> line.contains("Exception") || line.contains("NoClassDefFoundError"));
    }

    @Test
    void jacksonOfSpringBoot3IsEnough() throws Exception {
        parcelArrives(run(SendsAParcel.class, "2", database.get().jdbcUrl()), "Jackson2Codec");
    }

    @Test
    void jacksonOfSpringBoot4IsEnough() throws Exception {
        parcelArrives(run(SendsAParcel.class, "3", database.get().jdbcUrl()), "Jackson3Codec");
    }

    @Test
    void codecOfTheApplicationNeedsNoJackson() throws Exception {
        parcelArrives(run(SendsAParcel.class, null, database.get().jdbcUrl(), "own"), "OwnCodec");
    }

    @Test
    void whatNeedsNoCodecWorksWithoutAndWhatDoesSaysWhatIsMissing() throws Exception {
        long id = new Jobs(database.get()).insert("text", "{\"n\": 1}");

        List<String> lines = run(HasNoCodec.class, null, database.get().jdbcUrl(), Long.toString(id));

        assertThat(lines)
                .contains("state AVAILABLE", "received {\"n\": 1}")
                .anyMatch(line -> line.startsWith("completed"));
        for (String call : List.of("insert: ", "start: ")) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith(call))
                    .singleElement()
                    .asString()
                    .contains("no Jackson on the class path", "tools.jackson.core:jackson-databind", "JsonCodec");
        }
    }
}
