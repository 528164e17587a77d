-- The unique key of a job with these parts: the first 16 bytes of the SHA-256 of the UTF-8 text of the JSON array
-- ["awa:unique:1", kind, queue, args, period_start, key], as jsonb prints it, numbers without trailing fractional
-- zeros. A part that does not make the job unique is null. period_start: start of the window in seconds since the
-- epoch.
-- Errors: AW001 kind missing, AW003 too large.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.unique_key(
  kind text,
  queue text default null,
  args jsonb default null,
  period_start bigint default null,
  key text default null
)
returns bytea
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return awa_store.key_digest(kind, queue, args, period_start, key);
end
$$;

call awa_store.publish('awa.unique_key', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.unique_key is 'Derives the 16-byte unique key of a job from the parts that make it unique.';
