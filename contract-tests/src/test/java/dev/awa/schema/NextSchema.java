package dev.awa.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A schema that could come after this one, for tests of what an upgrade does to those who are at work: a table migration on hot
 * tables, a new option, a successor beside a deprecated function, and another contract version.
 */
public final class NextSchema {

    private static final String LOCATION = "db/awa-next";

    private static boolean isWritten;

    private NextSchema() {}

    /** Upgrades a database, or installs it afresh. */
    public static void migrate(DataSource dataSource) {
        write();
        new Migrator(LOCATION).migrate(dataSource);
    }

    /** The scripts of this schema with some changed and some added, in a folder of the class path; once in each process. */
    private static synchronized void write() {
        if (isWritten) {
            return;
        }
        try {
            Path classes = Path.of(NextSchema.class.getResource("/").toURI());
            Path folder = classes.resolve(LOCATION);
            delete(folder);
            for (Script script : Scripts.read("db/awa")) {
                write(folder.resolve(script.path()), changed(script));
            }
            // one hot table each, so that none is held while the next one is waited for
            int version = 3;
            for (String table : List.of("ready", "claim", "outcome", "queue")) {
                write(folder.resolve("tables/V%s__note_of_%s.sql".formatted(version++, table)), """
                        set local lock_timeout = '50 ms';
                        alter table awa_store.%s add column note text;
                        """.formatted(table));
            }
            write(folder.resolve("8_api/produce/insert_job_v2.sql"), """
                    create or replace function awa.insert_job_v2(kind text, args jsonb default '{}', opts jsonb default '{}')
                    returns table (job_id bigint, created boolean)
                    rows 1
                    language sql
                    volatile
                    security definer
                    set search_path = pg_catalog, pg_temp
                    as $$
                      select i.id, i.outcome = 'inserted' from awa.insert_job(kind, args, opts => opts) i;
                    $$;
                    call awa_store.publish('awa.insert_job_v2', 'awa_producer', 'awa_worker', 'awa_operator');
                    comment on function awa.insert_job_v2 is 'Enqueues a job and says whether it is new.';
                    """);
            isWritten = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an earlier run has left, of scripts that may have changed since. */
    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String changed(Script script) {
        String sql = script.sql();
        return switch (script.path()) {
            case "1_base/contract_fields.sql" ->
                replaced(
                        sql,
                        "    ('{backoff}', 'kind',",
                        "    ('{job_options,many_options}', 'note', '{text}', false, null, null, null, 'A note.'),\n"
                                + "    ('{backoff}', 'kind',");
            case "1_base/contract_arguments.sql" ->
                replaced(
                        sql,
                        "    ('insert_jobs', 'jobs',",
                        "    ('insert_job_v2', 'opts', 'job_options'),\n    ('insert_jobs', 'jobs',");
            case "1_base/contract_errors.sql" ->
                replaced(
                        sql,
                        "    ('insert_jobs',",
                        "    ('insert_job_v2', '{AW001,AW002,AW003,AW009,AW010,AW011}'),\n    ('insert_jobs',");
            case "8_api/look/contract_version.sql" -> replaced(sql, "'1.0'", "'1.1'");
            case "8_api/produce/cancel_job.sql" ->
                replaced(
                        replaced(
                                sql,
                                "  if opts <> '{}' then",
                                "  perform awa_store.deprecated('cancel_job');\n  if opts <> '{}' then"),
                        "comment on function awa.cancel_job is '",
                        "comment on function awa.cancel_job is 'Deprecated since 1.1: call cancel_by_unique_key. ");
            default -> sql;
        };
    }

    private static String replaced(String sql, String old, String now) {
        if (!sql.contains(old)) {
            throw new IllegalStateException("there is no " + old + " in " + sql);
        }
        return sql.replace(old, now);
    }

    private static void write(Path file, String sql) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, sql);
    }
}
