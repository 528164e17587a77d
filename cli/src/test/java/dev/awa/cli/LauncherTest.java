package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher in a checkout that is none, with a build and a Java that only tell what they were asked. */
class LauncherTest {

    @TempDir
    Path folder;

    private Path checkout;
    private Path tools;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.copy(CliProcess.checkout().resolve("awa"), checkout.resolve("awa"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(checkout.resolve("pom.xml"), "");
        for (String module : List.of("launcher", "schema", "codegen", "java-client", "worker", "benchmarks", "cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src"));
            Files.writeString(checkout.resolve(module).resolve("pom.xml"), "");
        }
        script(checkout.resolve("mvnw"), "echo \"building in $(pwd) with $*, JAVA_HOME=$JAVA_HOME\"");
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of(
                "bash", "readlink", "sed", "head", "ls", "sort", "find", "mkdir", "rm", "mv", "touch", "id", "cat")) {
            script(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
        }
    }

    private static Path which(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!" + which("bash") + "\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve("jdks").resolve(name);
        script(home.resolve("bin/java"), """
                for argument; do
                    case $argument in
                        -Xshare:dump) dumps=yes ;;
                        -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
                        -XX:DumpLoadedClassList=*) echo class >"${argument#*=}" ;;
                    esac
                done
                if [ "${dumps-}" ]; then echo classes >"$archive"; fi
                echo "java of %s: $*"
                """.formatted(name));
        script(home.resolve("bin/javac"), "exit 1");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private CliProcess launch(Map<String, String> environment, Path awa, String... arguments) throws IOException {
        var all = new HashMap<>(Map.of(
                "PATH",
                tools.toString(),
                "JAVA_HOME",
                "",
                "AWA_JDK_FOLDERS",
                folder.resolve("jdks").toString()));
        all.putAll(environment);
        return CliProcess.start(
                all,
                Stream.concat(Stream.of(which("bash").toString(), awa.toString()), Stream.of(arguments))
                        .toList());
    }

    private String output(Map<String, String> environment, String... arguments) throws Exception {
        try (CliProcess awa = launch(environment, checkout.resolve("awa"), arguments)) {
            assertThat(awa.exitCode()).as(awa.output()).isZero();
            return awa.output();
        }
    }

    @Test
    void missingJdkIsOneSentence() throws Exception {
        try (CliProcess awa = launch(Map.of(), checkout.resolve("awa"), "dev")) {
            assertThat(awa.exitCode()).isEqualTo(1);
            assertThat(awa.output())
                    .isEqualTo(
                            "awa: Awa needs a JDK 17 or newer, and found none by JAVA_HOME, on the PATH or in the usual"
                                    + " folders; install one or set JAVA_HOME.");
        }
    }

    @Test
    void tooOldJdkIsOneSentence() throws Exception {
        Path eleven = jdk("eleven", "11.0.2");
        jdk("eight", "1.8.0_392");
        try (CliProcess awa = launch(Map.of("JAVA_HOME", eleven.toString()), checkout.resolve("awa"), "dev")) {
            assertThat(awa.exitCode()).isEqualTo(1);
            assertThat(awa.output())
                    .isEqualTo("awa: Awa needs a JDK 17 or newer, and found only version 11 in " + eleven
                            + "; set JAVA_HOME to a newer one.");
        }
    }

    @Test
    void jdkOfJavaHomeComesFirstThenThePathThenTheNewestOfTheFolders() throws Exception {
        jdk("jdk-17", "17.0.9");
        jdk("jdk-25", "25");
        Path own = jdk("own", "21.0.1");
        Files.createDirectories(folder.resolve("elsewhere"));
        Path onPath = Files.move(jdk("on-path", "18"), folder.resolve("elsewhere/on-path"));

        assertThat(output(Map.of("JAVA_HOME", own.toString()), "version")).contains("java of own: ");
        assertThat(output(Map.of("PATH", tools + ":" + onPath.resolve("bin")), "version"))
                .contains("java of on-path: ");
        Files.move(own, folder.resolve("elsewhere/own"));
        assertThat(output(Map.of("JAVA_HOME", "/nowhere"), "version")).contains("java of jdk-25: ");
    }

    @Test
    void buildsWhatIsNotBuiltOrOlderThanItsSources() throws Exception {
        Path jdk = jdk("jdk-17", "17.0.9");
        String building = "building in " + checkout.toRealPath()
                + " with -B -q -Dstyle.color=never -DskipTests -pl cli -am package, JAVA_HOME=" + jdk;

        assertThat(output(Map.of(), "version"))
                .contains("awa: building", building)
                .endsWith("cli.Main version");
        assertThat(output(Map.of(), "version")).doesNotContain("building");

        Path source = Files.writeString(checkout.resolve("worker/src/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(output(Map.of(), "version")).contains(building);
    }

    @Test
    void benchHasAClassPathOfItsOwn() throws Exception {
        jdk("jdk-17", "17.0.9");
        Path root = checkout.toRealPath();

        assertThat(output(Map.of(), "bench", "sql"))
                .contains("-pl benchmarks -am package")
                .endsWith("java of jdk-17: -Dawa.home=" + root + " -cp " + root
                        + "/benchmarks/target/lib/* dev.awa.bench.command.BenchMain bench sql");

        Path source = Files.writeString(checkout.resolve("benchmarks/src/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(output(Map.of(), "bench", "sql")).contains("building");
        assertThat(output(Map.of(), "version")).contains("building").doesNotContain("bench");
        assertThat(output(Map.of(), "version")).doesNotContain("building");
    }

    @Test
    void classesComeFromAnArchiveOfThisJdkAndThisBuild() throws Exception {
        jdk("jdk-17", "17.0.9");
        Path target = Files.createDirectories(checkout.resolve("cli/target")).toRealPath();
        Path archive = target.resolve("classes-17.0.9" + folder.toString().replace('/', '-') + "-jdks-jdk-17.jsa");

        assertThat(output(Map.of(), "version")).contains(" -XX:SharedArchiveFile=" + archive + " ");
        Path jar = Files.createDirectories(target.resolve("lib")).resolve("new.jar");
        Files.writeString(jar, "");
        Files.writeString(archive, "of the build before");
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(5)));

        output(Map.of(), "version");
        assertThat(archive).hasContent("classes");
        Files.writeString(archive, "used again");
        output(Map.of(), "version");
        assertThat(archive).hasContent("used again");
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "lib",
                            "build.finished",
                            "build.lock",
                            archive.getFileName().toString());
        }
    }

    @Test
    void jdkThatMakesNoArchiveIsAskedOnce() throws Exception {
        Path jdk = jdk("jdk-17", "17.0.9");
        Path runs = folder.resolve("runs");
        script(jdk.resolve("bin/java"), "echo run >>'" + runs + "'; [ \"$1\" != -Xshare:dump ] && echo \"$*\"");

        assertThat(output(Map.of(), "version"))
                .endsWith("dev.awa.cli.Main version")
                .doesNotContain("SharedArchiveFile");
        assertThat(Files.readAllLines(runs)).hasSize(2);
        assertThat(output(Map.of(), "version")).doesNotContain("SharedArchiveFile");
        assertThat(Files.readAllLines(runs)).hasSize(3);
    }

    @Test
    void failedBuildEndsWithOneSentenceAndIsTriedAgain() throws Exception {
        jdk("jdk-17", "17.0.9");
        Path working = Files.move(checkout.resolve("mvnw"), folder.resolve("mvnw"));
        script(checkout.resolve("mvnw"), "echo broken; exit 3");
        try (CliProcess awa = launch(Map.of(), checkout.resolve("awa"), "dev")) {
            assertThat(awa.exitCode()).isEqualTo(1);
            assertThat(awa.output()).endsWith("broken\nawa: the build failed; its messages are above.");
        }
        Files.move(working, checkout.resolve("mvnw"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(output(Map.of(), "version")).contains("building in ").contains("java of jdk-17");
    }

    @Test
    void worksThroughALinkAndPassesArgumentsOn() throws Exception {
        jdk("jdk-17", "17.0.9");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("check out/awa"));
        try (CliProcess awa = launch(Map.of(), link, "dev", "two words", "--port", "0")) {
            assertThat(awa.exitCode()).isZero();
            Path root = checkout.toRealPath();
            assertThat(awa.output())
                    .endsWith(" -Dawa.home=" + root + " -cp " + root
                            + "/cli/target/lib/* dev.awa.cli.Main dev two words --port 0");
        }
    }
}
