-- The states of a job, in the order of a usual life, and whether a job in it has ended.
-- Errors: none. Locks: none.
-- Roles: all.
create or replace function awa.job_states()
returns table (state text, has_ended boolean, meaning text)
language sql
immutable
security definer
set search_path = pg_catalog, pg_temp
as $$
  values
    ('pending', false, 'It waits for its parents to end.'),
    ('scheduled', false, 'Its time has not come.'),
    ('available', false, 'It waits to be claimed.'),
    ('blocked', false, 'It waits for a place of its concurrency key.'),
    ('running', false, 'A worker holds it.'),
    ('retryable', false, 'An attempt failed, and the next one waits for its time.'),
    ('waiting_external', false, 'It is parked for an outside event.'),
    ('completed', true, 'It is done.'),
    ('failed', true, 'It failed for good, and lies in the dead letter queue.'),
    ('cancelled', true, 'It was cancelled.');
$$;

call awa_store.publish('awa.job_states', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.job_states is 'The states of a job, and whether a job in it has ended.';
