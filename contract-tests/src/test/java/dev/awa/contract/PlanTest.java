package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What EXPLAIN says about the statements inside the verbs: the tables that grow are reached by these indexes and in no
 * other way. The files in {@code plans/} count what is read; this names how.
 */
@Tag("sql")
class PlanTest {

    private static final String GROWING = "ready|claim|outcome|deferred|ended|unique_claim|withdrawn|open_claim";

    private static final List<String> HISTORY = List.of(
            "select c.id from awa.claim_jobs(worker()) c",
            "select s.settled from awa.claim_jobs(worker()) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s",
            "select f.outcome from awa.claim_jobs(worker()) c, "
                    + "awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f");

    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void fill() throws SQLException {
        database = PgTapDatabase.create();
        connection = database.connect();
        execute("set search_path = tap");
        execute("select worker()");
        execute(jobs(3000, "'kind', 'x'"));
        execute(jobs(1000, "'kind', 'x', 'run_at', '2099-01-01T00:00:00Z'"));
        execute(jobs(500, "'kind', 'u', 'queue', 'unique', 'unique_by', jsonb_build_object('key', n::text)"));
        for (int i = 0; i < 900; i++) {
            execute(HISTORY.get(i % HISTORY.size()));
        }
        execute("create table one as select * from awa.claim_jobs(worker(), 'unique', 4)");
        execute("analyze");
        execute("load 'auto_explain'");
        execute("set auto_explain.log_min_duration = 0");
        execute("set auto_explain.log_nested_statements = on");
        execute("set auto_explain.log_format = json");
        execute("set client_min_messages = log");
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    claim_jobs(worker(), max_jobs => 5) | claim_lane deferred_state ready_lane
                    claim_jobs(worker(), 'empty', 5) | claim_lane deferred_state ready_lane
                    insert_job('u', unique_by => '{"key": "499"}') | claim_lane deferred_pkey ready_job unique_claim_pkey
                    get_job((select min(id) from one)) | claim_lane ended_pkey deferred_pkey outcome_pkey ready_job
                    set_progress(worker(), (select min(claim_id) from one), (select min(id) from one), 5) | claim_pkey outcome_pkey ready_job
                    complete_jobs(worker(), (select min(claim_id) from one), (select array[min(id)] from one)) | claim_pkey outcome_pkey unique_claim_job unique_claim_pkey
                    cancel_by_unique_key('u', key => '499') | claim_lane ended_pkey deferred_pkey ready_job unique_claim_job unique_claim_pkey
                    sleep_until_work(worker(), '{default,empty}') | claim_lane deferred_state ready_lane
                    list_jobs('default', 'available') | claim_lane ready_lane
                    list_jobs('unique', 'running') | claim_pkey claim_xid outcome_pkey ready_job
                    list_jobs('default', 'completed') | claim_pkey ended_pkey ended_queue outcome_ended ready_job
                    list_jobs('default', 'failed') | ended_pkey ended_queue
                    list_jobs('default', 'scheduled') | deferred_state
                    queue_stats('default') | claim_lane claim_pkey claim_xid deferred_state ended_queue outcome_ended outcome_pkey ready_job ready_lane
                    queue_stats() | claim_lane claim_pkey claim_xid deferred_state ended_queue outcome_ended outcome_pkey ready_job ready_lane
                    """)
    void aVerbReachesWhatGrowsByTheseIndexes(String call, String indexes) throws SQLException {
        List<String> plans = plansOf("select * from awa." + call);
        TreeSet<String> used = new TreeSet<>();
        TreeSet<String> otherwise = new TreeSet<>();
        for (String plan : plans) {
            for (String node : nodes(plan)) {
                (node.startsWith("Index") ? used : otherwise).add(node.substring(node.indexOf('|') + 1));
            }
        }

        assertThat(otherwise).as("read without an index").isEmpty();
        assertThat(used).containsExactlyInAnyOrder(indexes.split(" "));
    }

    private static List<String> plansOf(String sql) throws SQLException {
        List<String> plans = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                int json = w.getMessage().indexOf('{');
                if (w.getMessage().startsWith("duration:") && json >= 0) {
                    plans.add(w.getMessage().substring(json));
                }
            }
        }
        assertThat(plans).as("plans of nested statements").hasSizeGreaterThan(2);
        return plans;
    }

    /** The plan's scans of tables that have grown: node type and the index, or else the table; parents instead of partitions. */
    private static List<String> nodes(String plan) throws SQLException {
        String sql = """
                select (node ->> 'Node Type') || '|' || coalesce(parent.relname, own.relname)
                from jsonb_path_query(?::jsonb, 'strict $.**') node
                join pg_class scanned on scanned.oid = to_regclass('awa_store.' || (node ->> 'Relation Name'))
                join pg_class own
                  on own.oid = to_regclass('awa_store.' || coalesce(node ->> 'Index Name', node ->> 'Relation Name'))
                left join pg_inherits i on i.inhrelid = own.oid
                left join pg_class parent on parent.oid = i.inhparent
                where jsonb_typeof(node) = 'object' and node ->> 'Node Type' like '%Scan'
                  and node ->> 'Relation Name' ~ ('^(' || ? || ')(_[0-9]+)?$')
                  and pg_relation_size(scanned.oid) > 2 * 8192
                """;
        try (Connection other = database.connect();
                PreparedStatement statement = other.prepareStatement(sql)) {
            statement.setString(1, plan);
            statement.setString(2, GROWING);
            List<String> nodes = new ArrayList<>();
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                nodes.add(rows.getString(1));
            }
            return nodes;
        }
    }

    private static String jobs(int count, String fields) {
        return "select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object(" + fields
                + ")) from generate_series(1, " + count + ") n))";
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
