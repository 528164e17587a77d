package dev.awa.cli.demo;

import dev.awa.worker.JobContext;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Loads a CSV file into a table, a chunk of rows per transaction. The checkpoint is written in the transaction of the
 * rows it speaks of, so an attempt that goes on after a crash neither misses a row nor loads one twice; and an attempt
 * that has lost its job in the meantime cannot commit any more rows.
 */
public final class ImportCsvHandler implements JobHandler<ImportCsv> {
    private static final int DEFAULT_CHUNK = 500;
    private static final int LARGEST_CHUNK = 10_000;

    private final DataSource dataSource;
    private final Path folder;

    /**
     * Creates a handler.
     *
     * @param dataSource of the database that the jobs are in
     * @param folder only files below it are read, whatever a job asks for; relative names start there
     */
    public ImportCsvHandler(DataSource dataSource, Path folder) {
        this.dataSource = dataSource;
        this.folder = folder;
    }

    /** Where an import stands: what was loaded, and of which state of the file. */
    record Checkpoint(long offset, long rows, long size, String modified) {}

    /** Why a job can never succeed. */
    private static final class HopelessException extends Exception {
        private static final long serialVersionUID = 1L;

        HopelessException(String message) {
            super(message);
        }
    }

    @Override
    public JobResult handle(ImportCsv args, JobContext job) throws Exception {
        try {
            int chunk = args.chunk() == null ? DEFAULT_CHUNK : args.chunk();
            if (chunk < 1 || chunk > LARGEST_CHUNK) {
                throw new HopelessException("args.chunk is " + chunk + ", not 1 to " + LARGEST_CHUNK);
            }
            Path file = permitted(args.file());
            String table = quotedTable(args.table());
            try (var csv = new CsvFile(file)) {
                return load(csv, file, table, chunk, job);
            } catch (CsvFile.MalformedException e) {
                throw new HopelessException(file + " is not valid CSV: " + e.getMessage());
            }
        } catch (HopelessException e) {
            return JobResult.fail(String.valueOf(e.getMessage()));
        }
    }

    private JobResult load(CsvFile csv, Path file, String table, int chunk, JobContext job)
            throws IOException, SQLException, CsvFile.MalformedException, HopelessException {
        String modified = Files.getLastModifiedTime(file).toString();
        Checkpoint done =
                job.checkpoint(Checkpoint.class).orElse(new Checkpoint(csv.offset(), 0, csv.size(), modified));
        if (done.size() != csv.size() || !done.modified().equals(modified)) {
            throw new HopelessException(file + " has changed since " + done.rows() + " of its rows were loaded");
        }
        csv.seek(done.offset());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                createTable(connection, table, csv);
                for (CsvFile.Chunk next = csv.next(chunk); next.records() > 0; next = csv.next(chunk)) {
                    job.throwIfCancelled();
                    long rows = done.rows() + copy(connection, table, csv, next);
                    done = new Checkpoint(next.end(), rows, done.size(), modified);
                    int percent = (int) (100 * done.offset() / done.size());
                    job.checkpointIn(connection, percent, rows + " rows", done);
                    connection.commit();
                }
                connection.commit();
            } finally {
                // a pool does not see the COPY and would commit it by turning autocommit on again
                connection.rollback();
            }
            return JobResult.done(Map.of("rows", done.rows()));
        }
    }

    private static long copy(Connection connection, String table, CsvFile csv, CsvFile.Chunk chunk)
            throws IOException, SQLException, HopelessException {
        String columns = csv.header().stream().map(ImportCsvHandler::quoted).collect(Collectors.joining(", "));
        String copy = "copy " + table + " (" + columns + ") from stdin (format csv, encoding 'UTF8')";
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(copy, new ByteArrayInputStream(chunk.bytes()));
        } catch (SQLException e) {
            // rows that the table refuses (22, 23), or a table of another shape (42), will be so next time
            if (e.getSQLState() != null && e.getSQLState().matches("(22|23|42).*")) {
                throw new HopelessException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static void createTable(Connection connection, String table, CsvFile csv) throws SQLException {
        try (PreparedStatement lookup = connection.prepareStatement("select to_regclass(?) is not null")) {
            lookup.setString(1, table);
            try (ResultSet row = lookup.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return;
                }
            }
        }
        String columns =
                csv.header().stream().map(name -> quoted(name) + " text").collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists " + table + " (" + columns + ")");
        }
    }

    private Path permitted(@Nullable String name) throws IOException, HopelessException {
        if (name == null) {
            throw new HopelessException("args.file is missing");
        }
        try {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new HopelessException("args.file names no file: " + name);
            }
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw new HopelessException("args.file is outside of " + folder + ": " + name);
            }
            return file.toRealPath();
        } catch (InvalidPathException e) {
            throw new HopelessException("args.file is no path: " + e.getMessage());
        }
    }

    private static String quotedTable(@Nullable String name) throws HopelessException {
        if (name == null || name.isBlank()) {
            throw new HopelessException("args.table is missing");
        }
        return Stream.of(name.split("\\.", 2)).map(ImportCsvHandler::quoted).collect(Collectors.joining("."));
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
