package dev.awa.codegen;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.codegen.go.GoClient;
import dev.awa.codegen.python.PythonClient;
import dev.awa.codegen.typescript.TypeScriptClient;
import dev.awa.launcher.ScratchServer;
import dev.awa.schema.AwaSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Writes all that is generated and committed, from a database that has just been migrated. The same schema gives the same
 * bytes.
 */
public final class Regenerate {

    /** jOOQ's classes, in the folder of the repository. */
    public static final Path JAVA = Path.of("java-client/src/generated/java");

    private Regenerate() {}

    /**
     * Writes into a checkout.
     *
     * @param args one argument, its folder
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("Say where the checkout is: one folder.");
            System.exit(2);
        }
        generate(Path.of(args[0]));
    }

    /**
     * Starts an embedded PostgreSQL, migrates it, writes, and stops it.
     *
     * @param root where to write the folders of a checkout; made if they do not exist
     */
    public static void generate(Path root) throws Exception {
        try (ScratchServer server = ScratchServer.start()) {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(server.jdbcUrl());
            AwaSchema.migrate(dataSource);
            JavaApi.generate(dataSource, root.resolve(JAVA), "dev.awa.client.jooq", true);
            try (Connection connection = dataSource.getConnection()) {
                for (Map.Entry<Path, String> file :
                        clients(ContractReader.read(connection)).entrySet()) {
                    Path path = root.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                }
            }
        }
    }

    /** The clients that are committed, by their place in the repository. */
    private static Map<Path, String> clients(Contract contract) {
        Map<Path, String> files = new LinkedHashMap<>();
        new TypeScriptClient()
                .write(contract, List.of(), "awa")
                .forEach((name, text) -> files.put(Path.of("clients/typescript/src", name), text));
        new GoClient()
                .write(contract, List.of(), "awa")
                .forEach((name, text) -> files.put(Path.of("clients/go", name), text));
        new PythonClient()
                .write(contract, List.of(), "awa")
                .forEach((name, text) -> files.put(Path.of("clients/python", name), text));
        return files;
    }
}
