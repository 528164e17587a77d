-- null in JSON is what many a driver makes of a missing object: options, settings and metadata take it for none, in every verb.
set search_path = tap;
select plan(3);

create temp table calls (verb text, call text);
insert into calls
select substring(c from '^\w+'), 'select * from awa.' || c
from unnest(array[
  $$insert_job('x', opts => 'null')$$, $$insert_jobs('[]', opts => 'null')$$, $$insert_many('x', '{}', opts => 'null')$$,
  $$cancel_job(0, opts => 'null')$$, $$cancel_by_unique_key('none', opts => 'null')$$, $$reschedule_job(0, opts => 'null')$$,
  $$retry_job(0, opts => 'null')$$, $$delete_job(0, opts => 'null')$$, $$describe_kind('x', opts => 'null')$$, $$repair(opts => 'null')$$,
  $$register_worker(opts => 'null')$$, $$heartbeat(worker(), opts => 'null')$$, $$deregister_worker(worker('gone'), opts => 'null')$$,
  $$claim_jobs(worker(), 'none', opts => 'null')$$, $$sleep_until_work(worker(), '{}', opts => 'null')$$, $$tick(opts => 'null')$$,
  $$complete_jobs(worker(), 0, '{0}', opts => 'null')$$, $$fail_jobs(worker(), 0, '{0}', '{e}', opts => 'null')$$,
  $$snooze_job(worker(), 0, 0, '1 s', opts => 'null')$$, $$release_jobs(worker(), 0, '{0}', opts => 'null')$$,
  $$cancel_running(worker(), 0, '{0}', opts => 'null')$$, $$set_progress(worker(), 0, 0, opts => 'null')$$,
  $$list_jobs('none', 'available', opts => 'null')$$]) c;

-- What else may be wrong with a call is not what is asked here.
create function pg_temp.refusal(p_call text) returns text language plpgsql as $$
begin
  execute p_call;
  return null;
exception when others then
  return case when sqlstate in ('AW001', 'AW002') then sqlerrm end;
end $$;
select is_empty($$select verb, r from (select verb, pg_temp.refusal(call) as r from calls offset 0) c where r is not null$$, 'every verb takes null');
select is_empty($$select r from (select pg_temp.refusal(c) as r from unnest(array['select * from awa.configure(''null'')',
  'select * from awa.configure_queue(''q'', ''null'')']) c offset 0) c where r is not null$$, 'as settings are');
select results_eq($$select outcome from awa.insert_job('x', metadata => 'null') union all
  select outcome from awa.insert_jobs('[{"kind": "x", "metadata": null, "opts": null, "unique_by": null}]') union all
  select 'inserted' from awa.insert_many('x', '{"{}"}', metadata => 'null')$$, array['inserted', 'inserted', 'inserted'], 'and metadata');

select * from finish();
