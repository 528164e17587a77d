package dev.awa.codegen.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.awa.codegen.contract.Contract.Column;
import dev.awa.launcher.ScratchServer;
import dev.awa.schema.AwaSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a migration may do to callers, done to a real database and compared. */
@Tag("tools")
class ContractDiffTest {

    private static final String MINOR = edit("awa.contract_version", "1[.]0", "1.1");

    private static final PGSimpleDataSource database = new PGSimpleDataSource();

    private static ScratchServer server;

    @BeforeAll
    static void install() throws Exception {
        server = ScratchServer.start();
        database.setUrl(server.jdbcUrl());
        AwaSchema.migrate(database);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theSameContractHasNoDifferences() throws Exception {
        assertThat(changes("")).isEmpty();
    }

    @Test
    void aManifestReadsAsItWasWritten() throws Exception {
        try (Connection connection = database.getConnection()) {
            Contract contract = ContractReader.read(connection);
            assertThat(ContractJson.read(ContractJson.write(contract))).isEqualTo(contract);
            assertThat(contract.function("insert_job").orElseThrow().errors()).contains("AW001", "AW004", "AW009");
            assertThat(options(contract, "insert_job"))
                    .contains("backoff.kind", "concurrency_key", "timeout", "unique_by.key", "validate");
            assertThat(options(contract, "insert_jobs")).contains("jobs.kind", "jobs.opts.backoff.base", "notify");
            assertThat(options(contract, "insert_many")).contains("timeout").doesNotContain("parents", "unique_by.key");
            assertThat(options(contract, "configure_queue"))
                    .contains("max_waiting")
                    .doesNotContain("timeout");
            assertThat(contract.options(contract.view("new_jobs").orElseThrow()))
                    .containsKeys("timeout", "unique_by.args");
            assertThat(contract.function("cancel_job").orElseThrow().columns())
                    .extracting(Column::name, Column::neverNull, Column::values)
                    .contains(tuple("outcome", true, List.of("cancelled", "already_ended", "not_found")));
            assertThat(contract.function("unique_key")
                            .orElseThrow()
                            .columns()
                            .get(0)
                            .neverNull())
                    .isTrue();
            assertThat(contract.function("unique_key").orElseThrow().volatility())
                    .isEqualTo("immutable");
            assertThat(contract.view("jobs").orElseThrow().grants()).contains("awa_observer SELECT");
            assertThat(contract.view("new_jobs").orElseThrow().takesRows()).isTrue();
        }
    }

    /** Each breaks somebody, in one way. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drop function awa.retry_job                                                        | retry_job: is gone
            alter function awa.cancel_job rename to cancel                                     | cancel_job: is gone
            create function awa.cancel_job(id int) returns int language sql as 'select 1'      | cancel_job: has 2 overloads
            revoke execute on function awa.insert_job from awa_producer                        | insert_job: no longer may be executed by awa_producer
            grant execute on function awa.repair to public                                     | repair: may be executed by everybody
            alter function awa.unique_key stable                                               | unique_key: is stable, and was immutable
            alter function awa.insert_job stable                                               | insert_job: is stable, and was volatile
            alter function awa.insert_job security invoker                                     | insert_job: runs with its caller's rights
            alter function awa.insert_job reset search_path                                    | insert_job: pins search_path to null, not to pg_catalog, pg_temp
            alter function awa.insert_job set search_path = public                             | insert_job: pins search_path to public, not to pg_catalog, pg_temp
            drop view awa.jobs                                                                 | jobs: is gone
            alter view awa.jobs rename column tags to labels                                   | jobs: column tags is gone
            revoke select on awa.jobs from awa_observer                                        | jobs: no longer is open to awa_observer SELECT
            revoke insert on awa.new_jobs from awa_producer                                    | new_jobs: no longer is open to awa_producer INSERT
            drop trigger insert_new_job on awa.new_jobs                                        | new_jobs: takes no rows any more
            """)
    void aChangeThatBreaksCallersIsFound(String sql, String expected) throws Exception {
        assertBreaks(sql, expected);
    }

    /** Each is taken out of the body of a function, or put into it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            awa.error_codes         | [(]'AW010'[^)]*[)],                |                                 | errors: AW010 not_found is gone
            awa.error_codes         | 'lease_lost'                       | 'stale'                         | errors: AW005 lease_lost is gone
            awa.job_states          | [(]'retryable'[^)]*[)],            |                                 | states: retryable is gone
            awa.job_states          | [(]'running'                       | ('lost', false, ''), ('running' | states: lost is new
            awa_store.contract_fields | [(][^(]*'validate'[^)]*[)],      |                                 | insert_job: does not know option validate any more
            awa_store.contract_fields | [(][^(]*'validate'[^)]*[)],      |                                 | new_jobs: does not know option validate any more
            awa_store.contract_fields | [(][^(]*'validate'[^)]*[)],      |                                 | insert_jobs: does not know option jobs.opts.validate any more
            awa_store.contract_fields | [(]'{backoff}', 'base'[^)]*[)],  |                                 | insert_many: does not know option backoff.base any more
            awa_store.contract_fields | 'key', '{text}'                  | 'key', '{integer}'              | insert_job: option unique_by.key is no text any more
            awa_store.contract_fields | '{boolean,text[[]]}'             | '{boolean}'                     | insert_job: option unique_by.args is no text[] any more
            awa_store.contract_fields | 'queue', '{text}', false         | 'queue', '{text}', true         | insert_jobs: option jobs.queue is needed
            awa_store.contract_fields | 'paused', '{boolean}', false, null, null, null | 'paused', '{boolean}', false, null, 1, null | configure_queue: option paused is at most 1, not anything
            awa_store.contract_fields | false, 1, 1024,                  | false, 1, 512,                  | configure_queue: option partitions is at most 512, not 1024
            awa_store.contract_fields | false, 1, 1024,                  | false, 2, 1024,                 | configure_queue: option partitions is at least 2, not 1
            awa_store.contract_fields | '{off,signal,refuse}'            | '{off,refuse}'                  | configure_queue: option on_full does not take signal any more
            awa_store.contract_fields | 'info', '{object}', false        | 'info', '{object}', true        | register_worker: option info is needed
            awa_store.contract_fields | 'traceparent', '{text}', false, null, null, null | 'traceparent', '{text}', false, null, null, '{00}' | insert_job: option traceparent is one of [00] only
            awa_store.contract_arguments | [(]'claim_jobs', 'opts', 'claim_options'[)], |                  | claim_jobs: does not know option async any more
            awa_store.contract_arguments | 'new_job[[]]'                 | 'new_job'                           | insert_jobs: argument jobs is no list any more
            awa_store.contract_errors | 'insert_job', '{AW001,AW002,AW003,AW004, | 'insert_job', '{AW001,AW002,AW003, | insert_job: does not raise AW004 any more
            awa_store.contract_columns | '{claim_id,                     | '{                              | claim_jobs: column claim_id may be null
            awa_store.contract_columns | ,not_found}'                    | }'                              | cancel_job: column outcome is never not_found any more
            awa_store.contract_columns | '{alive}'                       | '{alive,paused}'                | heartbeat: column outcome may be paused
            awa_store.contract_columns | '{alive}'                       | null                            | heartbeat: column outcome may be anything
            awa_store.contract_columns | '{kind}', true                  | '{kind}', false                 | new_jobs: column kind may be null
            """)
    void whatAFunctionDoesNotKnowAnyMoreIsFound(String function, String old, @Nullable String now, String expected)
            throws Exception {
        assertBreaks(edit(function, old, now == null ? "" : now), expected);
    }

    /** The statement that replaces a text, which must be there, in a function. */
    private static String edit(String function, String old, String now) {
        return """
                do $do$ declare v text := pg_get_functiondef('%1$s'::regproc); begin
                  if v !~ $r$%2$s$r$ then raise exception 'it is not there'; end if;
                  execute regexp_replace(v, $r$%2$s$r$, $r$%3$s$r$);
                end $do$""".formatted(function, old, now);
    }

    private static Set<String> options(Contract contract, String function) {
        return contract.options(contract.function(function).orElseThrow()).keySet();
    }

    private static void assertBreaks(String sql, String expected) throws SQLException {
        assertThat(changes(sql)).anySatisfy(change -> {
            assertThat(change.where() + ": " + change.what()).isEqualTo(expected);
            assertThat(change.breaking()).isTrue();
        });
    }

    /** The signature of job_state, replaced: found as breaking or not, in words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (id bigint, note text default null) returns table (id bigint, state text)                            | true  | argument job_id is called id
            (job_id bigint) returns table (id bigint, state text)                                                | true  | argument note is gone
            (note text default null, job_id bigint default 1) returns table (id bigint, state text)              | true  | arguments are in the order [note, job_id]
            (job_id int, note text default null) returns table (id bigint, state text)                           | true  | argument job_id is integer, and was bigint
            (job_id bigint, note text) returns table (id bigint, state text)                                     | true  | argument note is needed
            (job_id bigint, note text default 'x') returns table (id bigint, state text)                         | true  | argument note defaults to 'x'::text, not to NULL::text
            (of text, job_id bigint, note text default null) returns table (id bigint, state text)               | true  | argument of is new and needed
            (job_id bigint, note text default null, more int default 1) returns table (id bigint, state text)    | true  | argument more is new
            (job_id bigint default 1, note text default null) returns table (id bigint, state text)              | false | argument job_id may be left out
            (job_id bigint, note text default null) returns table (id bigint)                                    | true  | column state is gone
            (job_id bigint, note text default null) returns table (id bigint, status text)                       | true  | column state is gone
            (job_id bigint, note text default null) returns table (state text, id bigint)                        | true  | column id stands in another place
            (job_id bigint, note text default null) returns table (id text, state text)                          | true  | column id is text, and was bigint
            (job_id bigint, note text default null) returns table (id bigint, state text, attempt int)           | true  | column attempt is new
            (job_id bigint, note text default null) returns table (id bigint, state text) rows 1                 | true  | answers with one row, not with rows
            (job_id bigint, note text default null) returns text                                                 | true  | answers with a value, not with rows
            """)
    void aSignatureIsCompared(String signature, boolean breaking, String expected) throws Exception {
        String body = signature.contains("returns table")
                ? " language sql stable as $$ select "
                        + signature
                                .replaceFirst(".*returns table \\(([^)]*)\\).*", "$1")
                                .replaceAll("(\\w+) (\\w+)", "null::$2")
                        + " $$"
                : " language sql stable as $$ select 'x' $$";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("drop function awa.job_state");
            statement.execute(
                    "create function awa.job_state(job_id bigint, note text default null)"
                            + " returns table (id bigint, state text) language sql stable as $$ select null::bigint, null::text $$");
            Contract before = ContractReader.read(connection);
            statement.execute("drop function awa.job_state");
            statement.execute("create function awa.job_state" + signature + body);

            List<Change> changes = ContractDiff.between(before, ContractReader.read(connection)).stream()
                    .filter(change -> change.where().equals("job_state"))
                    .toList();
            connection.rollback();

            assertThat(changes).anySatisfy(change -> {
                assertThat(change.what()).isEqualTo(expected);
                assertThat(change.breaking()).isEqualTo(breaking);
            });
            if (!breaking) {
                assertThat(changes).noneMatch(Change::breaking);
            }
        }
    }

    @Test
    void aChangedDefaultBreaksWhoLeavesItOut() throws Exception {
        List<Change> changes = changes(
                "do $do$ begin execute replace(pg_get_functiondef('awa.insert_job'::regproc), 'priority integer DEFAULT 2',"
                        + " 'priority integer DEFAULT 3'); end $do$");

        assertThat(changes.get(0))
                .hasToString("BREAKING   insert_job: argument priority defaults to 3, not to 2"
                        + " (callers that leave it out get something else)");
    }

    @Test
    void aBreakingChangeNeedsANewMajorVersion() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Contract before = ContractReader.read(connection);
            statement.execute("drop function awa.retry_job");
            Contract broken = ContractReader.read(connection);
            statement.execute(
                    "create or replace function awa.contract_version() returns text language sql immutable as 'select ''2.0'''");
            Contract announced = ContractReader.read(connection);
            connection.rollback();

            assertThat(ContractDiff.isForbidden(before, broken, ContractDiff.between(before, broken)))
                    .isTrue();
            assertThat(ContractDiff.isForbidden(before, announced, ContractDiff.between(before, announced)))
                    .isFalse();
        }
    }

    @Test
    void anAdditionNeedsANewMinorVersion() throws Exception {
        List<Change> changes = changes("create function awa.more() returns int language sql as 'select 1'");

        assertThat(changes).extracting(Change::what).contains("is new", "version 1.0 stands for both");
    }

    @Test
    void theAdviceForAnAdditionIsAMinorVersion() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Contract before = ContractReader.read(connection);
            statement.execute("create function awa.more() returns int language sql as 'select 1'");
            Contract more = ContractReader.read(connection);
            statement.execute("drop function awa.retry_job");
            Contract less = ContractReader.read(connection);
            connection.rollback();

            assertThat(ContractDiff.needsAnotherMinorVersionOnly(more, ContractDiff.between(before, more)))
                    .isTrue();
            assertThat(ContractDiff.needsAnotherMinorVersionOnly(less, ContractDiff.between(before, less)))
                    .isFalse();
        }
    }

    @Test
    void anInstallationWithoutRolesBreaksNobody() throws Exception {
        List<Change> changes = changes("""
                do $$ declare v text; begin
                  foreach v in array '{awa_producer,awa_worker,awa_operator,awa_observer}'::text[] loop
                    execute format('revoke all on all functions in schema awa from %1$I; revoke all on all tables in schema awa from %1$I', v);
                  end loop;
                end $$;
                create role diff_reader; grant select on awa.kinds to diff_reader""");

        assertThat(changes)
                .extracting(Change::toString)
                .containsExactly("compatible contract: no role of Awa is granted anything"
                        + " (an installation without roles: its owner grants by hand)");
    }

    @Test
    void otherWordsAreNoDifference() throws Exception {
        assertThat(changes("comment on function awa.cancel_job is 'Stops a job.'"))
                .isEmpty();
        assertThat(changes(
                        edit("awa_store.contract_fields", "How long one attempt may take", "For how long it may run")))
                .isEmpty();
    }

    /** Where the text stands, and in what function, matters to nobody. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            awa_store.cluster_fault  | call awa.repair[(][)] once           | call awa.repair once
            awa.register_worker      | variadic awa_store.option_names[(]'worker_options'[)] | variadic array['heartbeat_every', 'dead_after', 'info', 'kinds']
            """)
    void howAFunctionIsWrittenIsNoDifference(String function, String old, String now) throws Exception {
        assertThat(changes(edit(function, old, now))).isEmpty();
    }

    /** Wider than before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            awa_store.contract_fields | false, 1, 1024,                  | false, 0, 2048,                 | configure_queue: option partitions is at most 2048, not 1024
            awa_store.contract_fields | 'priority', '{integer}'          | 'priority', '{number}'          | insert_jobs: option jobs.priority may be number
            awa_store.contract_fields | '{off,signal,refuse}'            | '{off,signal,refuse,drop}'      | configure_queue: option on_full takes drop
            awa_store.contract_fields | 'kind', '{text}'::text[[]], true | 'kind', '{text}'::text[], false | insert_jobs: option jobs.kind may be left out
            awa_store.contract_fields | '{exponential,linear,fixed}'     | null                            | insert_job: option backoff.kind may be anything
            awa_store.contract_errors | 'configure', '{AW001,            | 'configure', '{AW001,AW010,     | configure: may raise AW010
            awa_store.contract_columns | '{state}', false, '{completed   | '{state}', true, '{completed    | cancel_job: column state is never null
            """)
    void whatIsWiderIsNotBreaking(String function, String old, String now, String expected) throws Exception {
        List<Change> changes = changes(edit(function, old, now) + "; " + MINOR);

        assertThat(changes).noneMatch(Change::breaking);
        assertThat(changes)
                .extracting(change -> change.where() + ": " + change.what())
                .contains(expected);
    }

    /** It is met by those who ask for it. */
    @Test
    void anotherOutcomeOfAnotherOptionBreaksNobody() throws Exception {
        String outcome = edit("awa_store.contract_columns", "'{alive}'", "'{alive,paused}'");
        String option = edit(
                "awa_store.contract_arguments",
                "'heartbeat', 'opts', 'no_options'",
                "'heartbeat', 'opts', 'sleep_options'");

        assertThat(changes(outcome + "; " + MINOR)).anyMatch(Change::breaking);
        assertThat(changes(outcome + "; " + option + "; " + MINOR))
                .noneMatch(Change::breaking)
                .extracting(change -> change.where() + ": " + change.what())
                .contains("heartbeat: knows option listen", "heartbeat: column outcome may be paused");
    }

    /** Options, and columns at the end of views, are the places for growth. */
    @Test
    void anotherOptionAndAnotherColumnOfAViewBreakNobody() throws Exception {
        List<Change> changes = changes("""
                do $do$ begin
                    execute replace(
                        pg_get_functiondef('awa_store.contract_fields'::regproc), '(''{backoff}'', ''kind''',
                        '(''{job_options,many_options}'', ''note'', ''{text}'', false, null, null, null, ''A note.''), (''{backoff}'', ''kind''');
                    execute 'create or replace view awa.kinds as ' || regexp_replace(
                        pg_get_viewdef('awa.kinds'), '[[:space:]]+FROM awa_store.kind ', ', 1 as more FROM awa_store.kind ');
                    execute replace(pg_get_functiondef('awa.contract_version'::regproc), '1.0', '1.1');
                end $do$""");

        assertThat(changes).noneMatch(Change::breaking);
        assertThat(changes)
                .extracting(change -> change.where() + ": " + change.what())
                .contains(
                        "insert_job: knows option note",
                        "insert_many: knows option note",
                        "kinds: column more is new",
                        "contract: version 1.0 became 1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "1", "{", "", "{\"version\": \"one\"}", "{\"version\": \"1.0\"}"})
    void whatIsNoManifestIsRefused(String json) {
        assertThatThrownBy(() -> ContractJson.read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a manifest of a contract: ");
    }

    @Test
    void aDeprecationIsAnnouncedInTheComment() throws Exception {
        List<Change> changes =
                changes("comment on function awa.cancel_job is 'Cancels a job. Deprecated since 1.1: call stop_job.'");

        assertThat(changes)
                .anySatisfy(change -> assertThat(change)
                        .hasToString("compatible cancel_job: is deprecated (Deprecated since 1.1: call stop_job.)"));
    }

    /** The differences that a change makes, which is undone. */
    private static List<Change> changes(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Contract before = ContractReader.read(connection);
            if (!sql.isEmpty()) {
                statement.execute(sql);
            }
            Contract after = ContractReader.read(connection);
            connection.rollback();
            return ContractDiff.between(before, after);
        }
    }
}
