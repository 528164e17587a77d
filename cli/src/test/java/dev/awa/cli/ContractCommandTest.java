package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("tools")
class ContractCommandTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @TempDir
    Path folder;

    private String manifest;
    private String url;

    @BeforeEach
    void show() throws IOException {
        // a server that asks for none takes any
        String plain = database.get().jdbcUrl();
        url = plain.contains("password=") ? plain : plain + "&password=secret";
        InProcess awa = InProcess.awa("contract", "show", "--database-url", url);
        assertThat(awa.exitCode()).as(awa.err()).isZero();
        manifest = Files.writeString(folder.resolve("contract.json"), awa.out()).toString();
    }

    @Test
    void aDatabaseIsWhatItsManifestSays() {
        InProcess awa = InProcess.awa("contract", "diff", manifest, url);

        assertThat(awa.exitCode()).as(awa.err()).isZero();
        assertThat(awa.out())
                .isEqualToIgnoringNewLines(
                        manifest + " -> " + DatabaseUrl.parse(url) + ": 0 changes, 0 of them breaking.\n")
                .doesNotContain("password=", "secret");
    }

    @Test
    void whatBreaksCallersEndsWithCodeOneUntilItIsAnotherMajorVersion() {
        database.get().run("drop function awa.retry_job");
        InProcess broken = InProcess.awa("contract", "diff", manifest, url);

        assertThat(broken.out()).contains("BREAKING   retry_job: is gone (calls fail with 42883)");
        CodegenErrorsTest.assertFails(
                broken,
                "Callers of contract 1.0 may fail with this one, and its version is 1.0. Put the new meaning under a new name"
                        + " beside the old one, or make it version 2.0 with a note how to migrate.");

        database.get()
                .run(
                        "create or replace function awa.contract_version() returns text language sql immutable as 'select ''2.0'''");
        InProcess announced = InProcess.awa("contract", "diff", manifest, url);

        assertThat(announced.exitCode()).isZero();
        assertThat(announced.out()).contains("BREAKING   retry_job: is gone", "contract: version 1.0 became 2.0");
    }

    @Test
    void whatIsNoContractIsNamed() throws IOException {
        String other = Files.writeString(folder.resolve("package.json"), "{\"version\": \"one\"}")
                .toString();
        String none = folder.resolve("none.json").toString();

        CodegenErrorsTest.assertFails(
                InProcess.awa("contract", "diff", none, manifest),
                "The manifest " + none + " cannot be read: there is no such file.");
        CodegenErrorsTest.assertFails(
                InProcess.awa("contract", "diff", "9.9", manifest),
                "Contract 9.9 was not released, nor any other so far. Name a file that 'awa contract show' has written,"
                        + " or the URL of a database.");
        CodegenErrorsTest.assertFails(
                InProcess.awa("contract", "diff", manifest, "postgres://u:secret@127.0.0.1:1/d"),
                "PostgreSQL at 127.0.0.1:1 cannot be reached: connection refused.");
        InProcess wrong = InProcess.awa("contract", "diff", manifest, other);
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .startsWith("awa: " + other + " is not a manifest of a contract: ")
                .contains("version one is not of the form major.minor")
                .doesNotContain("Exception");
    }

    @Test
    void oneContractAloneIsNotCompared() {
        assertThat(InProcess.awa("contract", "diff", manifest).exitCode()).isEqualTo(2);
        assertThat(InProcess.awa("contract").exitCode()).isEqualTo(2);
    }
}
