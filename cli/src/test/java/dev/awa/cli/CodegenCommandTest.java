package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients for a database whose kinds are described, in every language: they compile under its strictest rules, enqueue the same
 * jobs ({@code src/test/codegen/jobs.json}) with args that the database validates, and do not compile, or are refused, with others.
 */
@Tag("tools")
class CodegenCommandTest {

    private static final Path SOURCES = Path.of("src/test/codegen");
    private static final Path CLIENTS = Path.of("../clients");
    private static final Path TARGET = Path.of("target/codegen");

    @RegisterExtension
    static final AwaDatabase database = AwaDatabase.create();

    @BeforeAll
    static void describe() throws IOException {
        database.get().run(Files.readString(SOURCES.resolve("kinds.sql")));
    }

    @Test
    void typescriptHasTypesForArgs() throws Exception {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");
        Path client = CLIENTS.resolve("typescript");
        Path work = work("typescript");
        if (!Files.isDirectory(client.resolve("node_modules"))) {
            run(client, "npm", "ci", "--silent");
        }
        Files.createSymbolicLink(
                work.resolve("node_modules"), client.resolve("node_modules").toRealPath());
        copy(client, work, "package.json", "tsconfig.json");
        generate("typescript", "jobs", work.resolve("src"));
        copy(SOURCES.resolve("typescript"), work.resolve("src"), "program.ts");

        run(work, work.resolve("node_modules/.bin/tsc").toAbsolutePath().toString());
        run(work, "node", "dist/src/program.js");

        assertEnqueuedBy("typescript");
    }

    @Test
    void goHasTypesForArgs() throws Exception {
        Toolchain.require("go", "version");
        Path work = work("go");
        copy(CLIENTS.resolve("go"), work, "go.mod", "go.sum");
        generate("go", "jobs", work.resolve("jobs"));
        copy(SOURCES.resolve("go"), work, "main.go", "wrong/wrong.go");

        run(work, "go", "vet", ".", "./jobs");
        assertThat(run(work, "gofmt", "-l", "jobs")).isEmpty();
        run(work, "go", "run", ".");
        assertThat(fail(work, "go", "build", "./wrong"))
                .contains("cannot use 7")
                .contains("string");

        assertEnqueuedBy("go");
    }

    @Test
    void pythonHasTypesForArgs() throws Exception {
        Toolchain.require("python3", "-m", "venv", "--help");
        Path work = work("python");
        generate("python", "jobs", work);
        copy(SOURCES.resolve("python"), work, "program.py");
        Path environment = TARGET.resolve("venv").toAbsolutePath();
        String python = environment.resolve("bin/python").toString();
        if (!Files.exists(Path.of(python))) {
            run(work, "python3", "-m", "venv", environment.toString());
        }
        run(work, python, "-m", "pip", "install", "--quiet", "psycopg[binary]", "asyncpg", "asyncpg-stubs", "mypy");

        run(work, python, "-m", "mypy", "--strict", "jobs", "program.py");
        run(work, python, "program.py");

        assertEnqueuedBy("python");
    }

    @Test
    void javaHasTypesForArgs() throws Exception {
        Path work = work("java");
        generate("java", "com.acme.jobs", work);
        copy(SOURCES.resolve("java"), work, "Program.java", "Wrong.java");
        String home = System.getProperty("java.home");
        String libraries = System.getProperty("java.class.path");
        List<String> javac = List.of(
                home + "/bin/javac",
                "-d",
                "classes",
                "-cp",
                "classes:" + libraries,
                "-encoding",
                "UTF-8",
                "--release",
                "17",
                "-proc:none",
                "-Xlint:all,-path,-classfile,-options",
                "-Xdoclint:all,-missing",
                "-Werror");

        run(work, with(javac, "com/acme/jobs/Kinds.java", "Program.java"));
        run(work, home + "/bin/java", "-cp", "classes:" + libraries, "Program");
        assertThat(fail(work, with(javac, "Wrong.java"))).contains("int cannot be converted to String");

        assertEnqueuedBy("java");
    }

    @Test
    void jooqHasItsClassesBesideOthers() throws Exception {
        Path work = work("jooq");
        Path other = Files.createDirectories(work.resolve("com/acme/awa")).resolve("Other.java");
        Files.writeString(other, "// not generated");

        generate("jooq", "com.acme.awa", work);

        assertThat(other).hasContent("// not generated");
        assertThat(work.resolve("com/acme/awa/tables/InsertJob.java"))
                .content()
                .contains("package com.acme.awa.tables;");
    }

    @Test
    void kindsMayBeChosen() throws Exception {
        Path work = work("chosen");

        generate("go", "jobs", work, "--kind", "tree", "--kind", "list");

        assertThat(work.resolve("jobs.go"))
                .content()
                .contains("func InsertTreeJob[", "func InsertListJob[", "func InsertJob[")
                .doesNotContain("func InsertSendEmailJob[");
    }

    private static void generate(String language, String name, Path folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "codegen",
                "--lang",
                language,
                "--package",
                name,
                "--out",
                folder.toString(),
                "--database-url",
                database.get().jdbcUrl()));
        arguments.addAll(List.of(more));
        InProcess awa = InProcess.awa(arguments.toArray(String[]::new));
        assertThat(awa.exitCode()).as(awa.err()).isZero();
        assertThat(awa.out()).startsWith("Wrote ").contains(folder.toString());
    }

    /** The jobs of the list are there, once, in order, with these args. */
    private static void assertEnqueuedBy(String language) throws IOException {
        String jobs = Files.readString(SOURCES.resolve("jobs.json"));
        String query =
                "select jsonb_agg(jsonb_build_array(kind, args) order by id) from awa.jobs where tags = array[?::text]";
        assertThat(database.get().value("select ((" + query + ") = ?::jsonb)::text", language, jobs))
                .as("%s", database.get().value(query, language))
                .isEqualTo("true");
    }

    private static Path work(String name) throws IOException {
        Path folder = TARGET.resolve(name);
        if (Files.exists(folder)) {
            List<Path> old;
            try (Stream<Path> files = Files.walk(folder)) {
                old = files.sorted((a, b) -> b.compareTo(a)).toList();
            }
            for (Path path : old) {
                Files.delete(path);
            }
        }
        return Files.createDirectories(folder);
    }

    private static void copy(Path from, Path to, String... files) throws IOException {
        for (String file : files) {
            Files.createDirectories(to.resolve(file).getParent());
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        return run(folder, true, command);
    }

    private static String fail(Path folder, String... command) throws IOException, InterruptedException {
        return run(folder, false, command);
    }

    private static String run(Path folder, boolean succeeds, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        // libpq's form of the URL
        builder.environment().put("DATABASE_URL", database.get().jdbcUrl().substring("jdbc:".length()));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor() == 0)
                .as("%s in %s:%n%s", String.join(" ", command), folder, output)
                .isEqualTo(succeeds);
        return output;
    }
}
