-- Gives up the unique keys of jobs that ended in the given state, unless a key holds in that state too. Skips a key that
-- another transaction is taking over: a settle never waits for a producer. If that producer rolls back, the key stays
-- with an ended job, and the next insert takes it over.
create or replace function awa_store.free_keys(job_ids bigint[], state text)
returns void
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  delete from awa_store.unique_claim u
  where u.unique_key in (
    select h.unique_key
    from awa_store.unique_claim h
    where h.job_id = any (free_keys.job_ids) and free_keys.state <> all (h.states)
    for update skip locked);
end
$$;

call awa_store.publish('awa_store.free_keys');
