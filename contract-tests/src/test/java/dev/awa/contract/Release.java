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
 * @param folder what {@code contract-tests/freeze} has left: the pgTAP files, the clients and what installs it
 * @param contract its manifest
 */
public record Release(String version, Path folder, Contract contract) {

    private static final Path FROZEN = PgTapDatabase.MODULE.resolve("frozen");

    /** All that there were, the oldest first. */
    public static List<Release> all() {
        return Manifests.versions().stream()
                .map(version -> new Release(
                        version,
                        FROZEN.resolve(version),
                        Manifests.released(version).orElseThrow()))
                .toList();
    }

    /**
     * Freezes this contract as a release would.
     *
     * @param scratch an empty folder
     */
    public static Release rehearsed(Path scratch) throws IOException, InterruptedException, SQLException {
        Toolchain.require("bash", "--version");
        Toolchain.require("tar", "--version");
        try (TestDatabase database = TestServer.get().createDatabase();
                Connection connection = database.connect()) {
            Contract contract = ContractReader.read(connection);
            Path awa = Files.createDirectory(scratch.resolve("awa"));
            Files.writeString(awa.resolve("migrate"), AwaSchema.installSql());
            Files.writeString(awa.resolve("contract"), ContractJson.write(contract));
            Path command = Files.writeString(awa.resolve("awa"), "#!/bin/sh\nexec cat \"$(dirname \"$0\")/$1\"\n");
            assertThat(command.toFile().setExecutable(true)).isTrue();
            Path folder = scratch.resolve(contract.version());
            String output = freeze(contract.version(), database.jdbcUrl(), folder, command);
            assertThat(output).startsWith("Contract " + contract.version() + " is frozen in " + folder);
            return new Release(
                    contract.version(), folder, ContractJson.read(Files.readString(folder.resolve("contract.json"))));
        }
    }

    /** What the program prints. */
    static String freeze(String version, String url, Path folder, Path awa) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", PgTapDatabase.MODULE.resolve("freeze").toString(), version, url, folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("AWA", awa.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
