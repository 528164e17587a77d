package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.ContractJson;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.codegen.contract.Manifests;
import dev.awa.schema.AwaSchema;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A frozen contract.
 *
 * @param version of the contract
 * @param folder what was in the archive of {@code contract-tests/freeze}: the pgTAP files, the clients and what installs it
 * @param contract its manifest
 */
public record Release(String version, Path folder, Contract contract) {

    static final Path FROZEN = PgTapDatabase.MODULE.resolve("frozen");

    /**
     * All that there were, the oldest first.
     *
     * @param scratch an empty folder to unpack them into
     */
    public static List<Release> all(Path scratch) throws IOException, InterruptedException {
        List<Release> releases = new ArrayList<>();
        for (String version : Manifests.versions()) {
            releases.add(unpacked(version, FROZEN, scratch));
        }
        return releases;
    }

    /**
     * Freezes this contract as a release would.
     *
     * @param scratch an empty folder
     */
    public static Release rehearsed(Path scratch) throws IOException, InterruptedException, SQLException {
        Toolchain.require("bash", "--version");
        try (TestDatabase database = TestServer.get().createDatabase();
                Connection connection = database.connect()) {
            Contract contract = ContractReader.read(connection);
            Path awa = Files.createDirectory(scratch.resolve("awa"));
            Files.writeString(awa.resolve("migrate"), AwaSchema.installSql());
            Files.writeString(awa.resolve("contract"), ContractJson.write(contract));
            Path command = Files.writeString(awa.resolve("awa"), "#!/bin/sh\nexec cat \"$(dirname \"$0\")/$1\"\n");
            assertThat(command.toFile().setExecutable(true)).isTrue();
            Path frozen = scratch.resolve("frozen");
            String version = contract.version();
            assertThat(freeze(version, database.jdbcUrl(), frozen, command))
                    .startsWith("Contract " + version + " is frozen in " + frozen);
            return unpacked(version, frozen, scratch);
        }
    }

    private static Release unpacked(String version, Path frozen, Path scratch)
            throws IOException, InterruptedException {
        Toolchain.require("tar", "--version");
        Path folder = Files.createDirectory(scratch.resolve(version));
        String output =
                run(new ProcessBuilder("tar", "-xzf", archive(frozen, version).toString(), "-C", folder.toString()));
        assertThat(output).isEmpty();
        return new Release(version, folder, ContractJson.read(Files.readString(frozen.resolve(version + ".json"))));
    }

    static Path archive(Path frozen, String version) {
        return frozen.resolve(version + ".tar.gz");
    }

    /** What the program prints. */
    static String freeze(String version, String url, Path folder, Path awa) throws IOException, InterruptedException {
        return freeze(PgTapDatabase.MODULE.resolve("freeze"), version, url, folder, awa);
    }

    /** The same by another copy of the program, which takes the files beside it. */
    static String freeze(Path program, String version, String url, Path folder, Path awa)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", program.toString(), version, url, folder.toString());
        builder.environment().put("AWA", awa.toString());
        return run(builder);
    }

    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Installs it in the place of what is there. */
    public void install(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("drop schema awa cascade; drop schema awa_store cascade");
            statement.execute(Files.readString(folder.resolve("install.sql")));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("contract " + version + " cannot be installed: " + e.getMessage(), e);
        }
    }

    /** Its pgTAP files. */
    List<Path> files() {
        try {
            List<Path> files = new ArrayList<>();
            for (String each : List.of("contract", "behaviour")) {
                files.addAll(PgTapFiles.in(folder.resolve(each)));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its clients, a folder for each language. */
    public Path clients() {
        return folder.resolve("clients");
    }

    @Override
    public String toString() {
        return "contract " + version;
    }
}
