-- Sets how long ended jobs are kept where their queue says nothing else: keep_completed (24 hours at first; also the
-- pace at which the ledger reclaims its space), keep_failed (30 days), keep_cancelled (7 days); and max_delay, how long
-- a job may be put off or an attempt may take at most (366 days), for jobs from now on. A key that is left out stays as
-- it is, and null brings its default back. Returns one row, the settings after it, in seconds.
-- Errors: AW001 bad value, AW002 unknown key.
-- Locks: the one row of settings.
-- Roles: operator.
create or replace function awa.configure(
  settings jsonb default '{}'
)
returns table (keep_completed float8, keep_failed float8, keep_cancelled float8, max_delay float8)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_settings jsonb := coalesce(configure.settings, '{}');
  v_keep_completed interval;
  v_keep_failed interval;
  v_keep_cancelled interval;
  v_max_delay interval;
begin
  perform awa_store.check_settings(v_settings, variadic awa_store.option_names('settings'));
  v_keep_completed := coalesce(awa_store.option_interval(v_settings, 'keep_completed', '100 years'), '24 hours');
  v_keep_failed := coalesce(awa_store.option_interval(v_settings, 'keep_failed', '100 years'), '30 days');
  v_keep_cancelled := coalesce(awa_store.option_interval(v_settings, 'keep_cancelled', '100 years'), '7 days');
  v_max_delay := coalesce(awa_store.option_interval(v_settings, 'max_delay', '100 years'), '366 days');
  update awa_store.settings s
  set keep_completed = case when v_settings ? 'keep_completed' then v_keep_completed else s.keep_completed end,
    keep_failed = case when v_settings ? 'keep_failed' then v_keep_failed else s.keep_failed end,
    keep_cancelled = case when v_settings ? 'keep_cancelled' then v_keep_cancelled else s.keep_cancelled end,
    max_delay = case when v_settings ? 'max_delay' then v_max_delay else s.max_delay end
  where v_settings <> '{}';
  return query
  select
    extract(epoch from s.keep_completed)::float8, extract(epoch from s.keep_failed)::float8,
    extract(epoch from s.keep_cancelled)::float8, extract(epoch from s.max_delay)::float8
  from awa_store.settings s;
end
$$;

call awa_store.publish('awa.configure', 'awa_operator');
comment on function awa.configure is
  'Sets how long ended jobs are kept where their queue does not say, and how long a job may be put off.';
