-- Commit makes a job visible, rollback leaves nothing.
set search_path = tap;
select plan(4);

create temp table made (id bigint);
begin;
insert into made select id from awa.insert_job('kept');
commit;
select is(state_of((select id from made)), 'available', 'a committed job is there');

truncate made;
create temp table rolled_back (id bigint);
create function pg_temp.insert_and_fail() returns void language plpgsql as $$
begin
  perform from awa.insert_job('gone', unique_by => '{"key": "k"}');
  raise exception 'the business says no';
end $$;
select throws_ok('select pg_temp.insert_and_fail()', 'P0001', 'the business says no', 'the transaction fails');
select results_eq('select kind from awa.jobs', array['kept'], 'no job is left of it');
select is((select outcome from awa.insert_job('gone', unique_by => '{"key": "k"}')), 'inserted',
  'and nobody holds its key');

select * from finish();
