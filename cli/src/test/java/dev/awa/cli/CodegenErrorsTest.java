package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodegenErrorsTest {

    @RegisterExtension
    static final AwaDatabase database = AwaDatabase.create();

    @TempDir
    static Path folder;

    @BeforeAll
    static void describe() {
        database.get()
                .run("select awa.describe_kind('send-email', '{}'), awa.describe_kind('send_email', '{}'),"
                        + " awa.describe_kind('told', null, 'Has no schema.')");
    }

    @Test
    void unknownLanguageIsNamedBeforeAnyDatabaseIsAsked() {
        assertFails(
                InProcess.awa("codegen", "--lang", "rust", "--database-url", "postgres://u@127.0.0.1:1/d"),
                "There is no client for 'rust'; --lang is one of go, java, python, typescript and jooq.");
    }

    @Test
    void kindsOfOneNameAreNamedAndOneMayBeChosen() {
        assertFails(
                codegen("--lang", "go"),
                "No client can be written: kind \"send-email\" and kind \"send_email\" would both be called InsertSendEmailJob in Go.");

        assertThat(codegen("--lang", "go", "--kind", "send-email").exitCode()).isZero();
        assertThat(folder.resolve("awa.go")).content().contains("KindSendEmail = \"send-email\"");
    }

    @Test
    void unknownKindIsNamedBesideThoseThatAreThere() {
        DatabaseUrl url = DatabaseUrl.parse(database.get().jdbcUrl());
        assertFails(
                codegen("--lang", "go", "--kind", "told"),
                "No kind 'told' has a schema in " + url + "; these have: send-email, send_email.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            go         | func       | a package of Go
            python     | class      | a package of Python
            typescript | ../up      | a module of TypeScript
            java       | com.1acme  | a package of Java
            jooq       | com.import | a package of Java
            """)
    void nameThatALanguageDoesNotTakeIsNamed(String language, String name, String what) {
        assertFails(
                codegen("--lang", language, "--package", name, "--kind", "send_email"),
                "No client can be written: \"" + name + "\" is no name for " + what + ".");
    }

    @Test
    void folderThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertFails(
                codegen("--lang", "python", "--kind", "send_email", "--out", file.toString()),
                file.resolve("awa/types.py") + " cannot be written: a file is where a folder should be.");
    }

    @Test
    void databaseWithoutAwaIsNamed() {
        DatabaseUrl url = DatabaseUrl.parse(database.get().jdbcUrl()).withDatabase("postgres");
        for (String language : new String[] {"go", "java", "jooq"}) {
            assertFails(
                    InProcess.awa("codegen", "--lang", language, "--database-url", url.toJdbcWithLogin()),
                    "Awa is not installed in " + url + "; run: ./awa migrate --database-url ...");
        }
    }

    private static InProcess codegen(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("codegen", "--database-url", database.get().jdbcUrl()));
        all.addAll(List.of(arguments));
        if (!all.contains("--out")) {
            all.addAll(List.of("--out", folder.toString()));
        }
        return InProcess.awa(all.toArray(String[]::new));
    }

    static void assertFails(InProcess awa, String sentence) {
        assertThat(awa.exitCode()).isEqualTo(1);
        assertThat(awa.err().strip()).isEqualTo("awa: " + sentence);
    }
}
