-- A job may bring its own backoff.
set search_path = tap;
select plan(6);

select stop_clock();
create temp table policy (name text, backoff jsonb, want interval[]);
insert into policy values
  ('fixed', '{"kind": "fixed", "base": "7 s", "jitter": 0}', '{7 s,7 s,7 s}'),
  ('linear', '{"kind": "linear", "base": "7 s", "jitter": 0}', '{7 s,14 s,21 s}'),
  ('exponential', '{"kind": "exponential", "base": "3 s", "jitter": 0}', '{3 s,6 s,12 s}'),
  ('capped', '{"kind": "linear", "base": "7 s", "max": "10 s", "jitter": 0}', '{7 s,10 s,10 s}'),
  ('jitter alone', '{"jitter": 0}', '{2 s,4 s,8 s}');
create temp table got (name text, delay interval);
create procedure pg_temp.run() language plpgsql as $$
declare
  v_policy record;
  v_claim record;
begin
  for v_policy in select * from policy loop
    perform from awa.insert_job('x', queue => v_policy.name, opts => jsonb_build_object('backoff', v_policy.backoff));
    commit;
    for i in 1..3 loop
      select * into v_claim from awa.claim_jobs(worker(), v_policy.name);
      insert into got select v_policy.name, run_at - clock()
        from awa.fail_jobs(worker(), v_claim.claim_id, array[v_claim.id], '{oops}');
      perform advance_clock('1 h');
      commit;
    end loop;
  end loop;
end $$;
call pg_temp.run();
select results_eq(format('select delay from got where name = %L', name), want, name) from policy;
select id from awa.insert_job('x', queue => 'w', opts => '{"backoff": {"kind": "fixed", "base": "1 h"}}');
select ok((select bool_and(f.run_at - clock() between '1 h' and '75 min') from awa.claim_jobs(worker(), 'w') c,
  awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}') f), 'jitter is a quarter unless said otherwise');

select * from finish();
