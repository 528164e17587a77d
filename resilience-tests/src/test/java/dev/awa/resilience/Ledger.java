package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A database with jobs in every state there is, to be carried to another server. */
final class Ledger {

    private static final List<String> LIFE = List.of(
            // a lane whose jobs were all claimed, and ended in all ways
            """
            select awa.insert_job('k', jsonb_build_object('n', n), queue => 'past', priority => 1 + n % 4, max_attempts => 1)
            from generate_series(1, 40) n""",
            """
            do $$
            declare
              v_worker uuid;
              v_claim record;
              v_n int := 0;
            begin
              select worker_id into v_worker from awa.register_worker('gone', opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}');
              commit;
              for v_claim in
                select claim_id, array_agg(id) as ids from awa.claim_jobs(v_worker, 'past', 100) group by claim_id
              loop
                v_n := v_n + 1;
                if v_n = 1 then
                  perform awa.fail_jobs(v_worker, v_claim.claim_id, v_claim.ids, array_fill('x'::text, array[cardinality(v_claim.ids)]));
                elsif v_n = 2 then
                  perform awa.cancel_running(v_worker, v_claim.claim_id, v_claim.ids, 'not needed');
                else
                  perform awa.complete_jobs(v_worker, v_claim.claim_id, v_claim.ids,
                    (select jsonb_agg(jsonb_build_object('of', i)) from unnest(v_claim.ids) i));
                end if;
              end loop;
            end
            $$""",
            // running, with progress, one of the claim settled already; a retry and a snooze ahead
            """
            select awa.insert_job('k', queue => 'busy', unique_by => case when n = 1 then '{"key": "running"}'::jsonb end)
            from generate_series(1, 10) n""",
            """
            do $$
            declare
              v_worker uuid;
              v_claim record;
            begin
              select worker_id into v_worker from awa.register_worker('busy', opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}');
              commit;
              select claim_id, array_agg(id order by id) as ids into strict v_claim from awa.claim_jobs(v_worker, 'busy', 10) group by claim_id;
              perform awa.set_progress(v_worker, v_claim.claim_id, v_claim.ids[2], 40, 'on its way', '{"line": 7}');
              perform awa.complete_jobs(v_worker, v_claim.claim_id, v_claim.ids[8:8]);
              perform awa.fail_jobs(v_worker, v_claim.claim_id, v_claim.ids[9:9], '{not yet}', retry_after => '1 h');
              perform awa.snooze_job(v_worker, v_claim.claim_id, v_claim.ids[10], '1 h');
            end
            $$""",
            // a lane that is claimed in part; some of the rest cancelled, one replaced, one held by its key
            """
            select awa.insert_job('k', jsonb_build_object('n', n), ordering_key => 'o' || n % 3, tags => array['t' || n], metadata => '{"trace": 1}')
            from generate_series(1, 20) n""",
            """
            do $$
            declare
              v_worker uuid;
            begin
              select worker_id into v_worker from awa.register_worker('half', opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}');
              commit;
              perform awa.complete_jobs(v_worker, c.claim_id, c.ids)
              from (select claim_id, array_agg(id) as ids from awa.claim_jobs(v_worker, max_jobs => 7) group by claim_id) c;
            end
            $$""",
            "select awa.cancel_job(id, 'late') from (select id from awa.jobs where state = 'available' order by id limit 3) j",
            "select awa.insert_job('k', unique_by => '{\"key\": \"waiting\"}')",
            "select awa.insert_job('k', '{\"newer\": true}', unique_by => '{\"key\": \"waiting\", \"on_conflict\": \"replace\"}')",
            "select awa.insert_job('k', run_at => now() + interval '1 h', unique_by => '{\"key\": \"scheduled\"}')",
            // ended, and its key holds all the same
            """
            select awa.insert_job('k', queue => 'kept', unique_by => '{"key": "ended", "states": ["available", "running", "completed"]}')""",
            """
            do $$
            declare
              v_worker uuid;
            begin
              select worker_id into v_worker from awa.register_worker('kept', opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}');
              commit;
              perform awa.complete_jobs(v_worker, c.claim_id, array[c.id]) from awa.claim_jobs(v_worker, 'kept') c;
            end
            $$""");

    /** The keys that jobs of {@link #fill} hold. */
    static final List<String> KEYS = List.of("running", "waiting", "scheduled", "ended");

    static final List<String> QUEUES = List.of("default", "past", "busy", "kept");

    private Ledger() {}

    static void fill(Session session) throws SQLException {
        for (String sql : LIFE) {
            session.run(sql);
        }
    }

    /** Every job with all that is known of it, in the order of ids. */
    static List<String> jobs(DataSource dataSource) throws SQLException {
        try (Session session = Session.open(dataSource)) {
            return session.texts("select j::text from awa.jobs j order by id");
        }
    }
}
